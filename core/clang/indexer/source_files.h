// The file system that a unit is parsed through: regular files only, and what they were
// when clang first asked for them.
#pragma once

#include <llvm/ADT/IntrusiveRefCntPtr.h>
#include <llvm/Support/VirtualFileSystem.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/clang/indexer/source_text.h"

namespace cairn::clang {

// A FIFO, socket or device does not exist for clang, which would wait at it for ever; nor
// does a file that is too large for clang's source locations. Stamps are taken before the
// bytes are read: a file that changes meanwhile looks changed afterwards. A file whose text
// `texts` has with the same stamp is not opened. Confined to one thread.
class SourceFiles : public llvm::vfs::ProxyFileSystem {
 public:
  struct Source {
    std::int64_t mtime_ns = 0;
    std::shared_ptr<const SourceText> text;  // null if it was not read, or is too large to be kept
  };

  // Relative paths are seen from `directory`. Texts live as long as any of `texts` and of what took them from here.
  static llvm::Expected<llvm::IntrusiveRefCntPtr<SourceFiles>> make(const std::string& directory, SourceTexts& texts);

  SourceFiles(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> real, SourceTexts& texts)
      : ProxyFileSystem(std::move(real)), texts_(texts) {}

  // Of the file that clang knows by this identity; null if it never asked.
  const Source* source(const llvm::sys::fs::UniqueID& id) const;
  void note_text(const llvm::sys::fs::UniqueID& id, std::shared_ptr<const SourceText> text);

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine& path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine& path) override;

 private:
  SourceTexts& texts_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, Source> sources_;
};

}  // namespace cairn::clang
