// The file system that a unit is parsed through: regular files only, and what they were
// when clang first asked for them.
#pragma once

#include <llvm/ADT/IntrusiveRefCntPtr.h>
#include <llvm/Support/VirtualFileSystem.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace cairn::clang {

// A FIFO, socket or device does not exist for clang, which would wait at it for ever; nor
// does a file that is too large for clang's source locations. Stamps are taken before the
// bytes are read: a file that changes meanwhile looks changed afterwards. Confined to one
// thread.
class SourceFiles : public llvm::vfs::ProxyFileSystem {
 public:
  struct Stamp {
    std::int64_t mtime_ns = 0;
    std::uint64_t size_bytes = 0;
  };

  // Relative paths are seen from `directory`.
  static llvm::Expected<llvm::IntrusiveRefCntPtr<SourceFiles>> make(const std::string& directory);

  explicit SourceFiles(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> real) : ProxyFileSystem(std::move(real)) {}

  // Of the file that clang knows by this identity.
  std::optional<Stamp> stamp(const llvm::sys::fs::UniqueID& id) const;

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine& path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine& path) override;

 private:
  std::map<std::pair<std::uint64_t, std::uint64_t>, Stamp> stamps_;
};

}  // namespace cairn::clang
