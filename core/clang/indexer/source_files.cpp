#include "core/clang/indexer/source_files.h"

#include <llvm/Support/Errc.h>

#include <chrono>

namespace cairn::clang {
namespace {

// clang counts the bytes of all files of a unit with 31 bits.
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 31;

bool is_usable(const llvm::vfs::Status& status) {
  using llvm::sys::fs::file_type;
  if (status.getType() == file_type::regular_file) return status.getSize() < kMaxFileBytes;
  return status.getType() == file_type::directory_file ||
         (status.getType() == file_type::character_file && status.getName() == "/dev/null");
}

}  // namespace

llvm::Expected<llvm::IntrusiveRefCntPtr<SourceFiles>> SourceFiles::make(const std::string& directory) {
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> real(llvm::vfs::createPhysicalFileSystem().release());
  if (const std::error_code error = real->setCurrentWorkingDirectory(directory)) return llvm::errorCodeToError(error);
  return llvm::makeIntrusiveRefCnt<SourceFiles>(std::move(real));
}

std::optional<SourceFiles::Stamp> SourceFiles::stamp(const llvm::sys::fs::UniqueID& id) const {
  const auto found = stamps_.find({id.getDevice(), id.getFile()});
  if (found == stamps_.end()) return std::nullopt;
  return found->second;
}

llvm::ErrorOr<llvm::vfs::Status> SourceFiles::status(const llvm::Twine& path) {
  auto result = ProxyFileSystem::status(path);
  if (!result) return result;
  if (!is_usable(*result)) return llvm::errc::no_such_file_or_directory;
  const auto mtime = result->getLastModificationTime().time_since_epoch();
  stamps_.try_emplace({result->getUniqueID().getDevice(), result->getUniqueID().getFile()},
                      Stamp{std::chrono::duration_cast<std::chrono::nanoseconds>(mtime).count(), result->getSize()});
  return result;
}

llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> SourceFiles::openFileForRead(const llvm::Twine& path) {
  // One more stat(2) per file that is opened, which opening a FIFO would not come back from.
  if (auto checked = status(path); !checked) return checked.getError();
  return ProxyFileSystem::openFileForRead(path);
}

}  // namespace cairn::clang
