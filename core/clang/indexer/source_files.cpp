#include "core/clang/indexer/source_files.h"

#include <llvm/Support/Errc.h>

#include <chrono>

namespace cairn::clang {
namespace {

// clang counts the bytes of all files of a unit with 31 bits.
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 31;
// What no source is as large as.
constexpr std::uint64_t kMaxTextBytes = std::uint64_t{64} << 20;
// How clang's own files begin, which it maps.
constexpr llvm::StringLiteral kPrecompiled = "CPCH";

bool is_usable(const llvm::vfs::Status& status) {
  using llvm::sys::fs::file_type;
  if (status.getType() == file_type::regular_file) return status.getSize() < kMaxFileBytes;
  return status.getType() == file_type::directory_file ||
         (status.getType() == file_type::character_file && status.getName() == "/dev/null");
}

SourceStamp stamp_of(const llvm::vfs::Status& status) {
  const auto mtime = status.getLastModificationTime().time_since_epoch();
  return {status.getUniqueID().getDevice(), status.getUniqueID().getFile(),
          std::chrono::duration_cast<std::chrono::nanoseconds>(mtime).count(), status.getSize()};
}

// An opened file whose bytes are, or become, a SourceText.
class SourceFile : public llvm::vfs::File {
 public:
  // `real` is null if there is a text.
  SourceFile(llvm::vfs::Status status, std::shared_ptr<const SourceText> text, std::unique_ptr<File> real,
             SourceFiles& files, SourceTexts& texts)
      : status_(std::move(status)), text_(std::move(text)), real_(std::move(real)), files_(files), texts_(texts) {}

  llvm::ErrorOr<llvm::vfs::Status> status() override { return status_; }

  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> getBuffer(const llvm::Twine& name, std::int64_t size,
                                                               bool ends_with_zero, bool is_volatile) override {
    if (!text_) {
      auto buffer = real_->getBuffer(name, size, ends_with_zero, is_volatile);
      if (!buffer || (*buffer)->getBuffer().starts_with(kPrecompiled)) return buffer;
      // A copy: a mapped file that is cut while it is in use would end the process.
      text_ = std::make_shared<const SourceText>(llvm::MemoryBuffer::getMemBufferCopy((*buffer)->getBuffer()));
      if (text_->text().size() == status_.getSize()) texts_.keep(stamp_of(status_), text_);
    }
    files_.note_text(status_.getUniqueID(), text_);
    return llvm::MemoryBuffer::getMemBuffer({text_->text().data(), text_->text().size()}, name.str(), ends_with_zero);
  }

  std::error_code close() override { return real_ ? real_->close() : std::error_code(); }

 private:
  llvm::vfs::Status status_;
  std::shared_ptr<const SourceText> text_;
  std::unique_ptr<File> real_;
  SourceFiles& files_;
  SourceTexts& texts_;
};

}  // namespace

llvm::Expected<llvm::IntrusiveRefCntPtr<SourceFiles>> SourceFiles::make(const std::string& directory,
                                                                        SourceTexts& texts) {
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> real(llvm::vfs::createPhysicalFileSystem().release());
  if (const std::error_code error = real->setCurrentWorkingDirectory(directory)) return llvm::errorCodeToError(error);
  return llvm::makeIntrusiveRefCnt<SourceFiles>(std::move(real), texts);
}

const SourceFiles::Source* SourceFiles::source(const llvm::sys::fs::UniqueID& id) const {
  const auto found = sources_.find({id.getDevice(), id.getFile()});
  return found == sources_.end() ? nullptr : &found->second;
}

void SourceFiles::note_text(const llvm::sys::fs::UniqueID& id, std::shared_ptr<const SourceText> text) {
  sources_[{id.getDevice(), id.getFile()}].text = std::move(text);
}

llvm::ErrorOr<llvm::vfs::Status> SourceFiles::status(const llvm::Twine& path) {
  auto result = ProxyFileSystem::status(path);
  if (!result) return result;
  if (!is_usable(*result)) return llvm::errc::no_such_file_or_directory;
  const SourceStamp stamp = stamp_of(*result);
  sources_.try_emplace({stamp.device, stamp.inode}, Source{stamp.mtime_ns, nullptr});
  return result;
}

llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> SourceFiles::openFileForRead(const llvm::Twine& path) {
  // One more stat(2) per file that is opened, which opening a FIFO would not come back from.
  auto checked = status(path);
  if (!checked) return checked.getError();
  if (checked->getType() != llvm::sys::fs::file_type::regular_file || checked->getSize() > kMaxTextBytes) {
    return ProxyFileSystem::openFileForRead(path);
  }
  auto text = texts_.find(stamp_of(*checked));
  std::unique_ptr<llvm::vfs::File> real;
  if (!text) {
    auto opened = ProxyFileSystem::openFileForRead(path);
    if (!opened) return opened.getError();
    real = std::move(*opened);
  }
  return std::make_unique<SourceFile>(std::move(*checked), std::move(text), std::move(real), *this, texts_);
}

}  // namespace cairn::clang
