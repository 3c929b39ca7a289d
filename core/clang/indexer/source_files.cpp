#include "core/clang/indexer/source_files.h"

#include <sys/stat.h>

#include <chrono>
#include <optional>
#include <string>

#include <llvm/ADT/SmallString.h>
#include <llvm/Support/Errc.h>

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

std::int64_t mtime_of(const llvm::vfs::Status& status) {
  const auto mtime = status.getLastModificationTime().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(mtime).count();
}

// With the time that nobody can set, which clang's status has not: a file may be written and its time put back.
std::optional<SourceStamp> read_stamp(const std::string& absolute_path) {
  struct stat status{};
  if (::stat(absolute_path.c_str(), &status) != 0) return std::nullopt;
  const auto ns = [](const timespec& time) { return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec; };
  return SourceStamp{status.st_dev, status.st_ino, ns(status.st_mtim), ns(status.st_ctim),
                     static_cast<std::uint64_t>(status.st_size)};
}

// An opened file whose bytes are, or become, a SourceText.
class SourceFile : public llvm::vfs::File {
 public:
  // `real` is null if there is a text. `stamp` was taken before the file was opened.
  SourceFile(llvm::vfs::Status status, std::optional<SourceStamp> stamp, std::shared_ptr<const SourceText> text,
             std::unique_ptr<File> real, SourceFiles& files, SourceTexts& texts)
      : status_(std::move(status)),
        stamp_(stamp),
        text_(std::move(text)),
        real_(std::move(real)),
        files_(files),
        texts_(texts) {}

  llvm::ErrorOr<llvm::vfs::Status> status() override { return status_; }

  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> getBuffer(const llvm::Twine& name, std::int64_t size,
                                                               bool ends_with_zero, bool is_volatile) override {
    if (!text_) {
      auto buffer = real_->getBuffer(name, size, ends_with_zero, is_volatile);
      if (!buffer || (*buffer)->getBuffer().starts_with(kPrecompiled)) return buffer;
      // A copy: a mapped file that is cut while it is in use would end the process.
      text_ = std::make_shared<const SourceText>(llvm::MemoryBuffer::getMemBufferCopy((*buffer)->getBuffer()));
      if (stamp_ && text_->text().size() == stamp_->size_bytes) texts_.keep(*stamp_, text_);
    }
    files_.note_text(status_.getUniqueID(), text_);
    return llvm::MemoryBuffer::getMemBuffer({text_->text().data(), text_->text().size()}, name.str(), ends_with_zero);
  }

  std::error_code close() override { return real_ ? real_->close() : std::error_code(); }

 private:
  llvm::vfs::Status status_;
  std::optional<SourceStamp> stamp_;
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
  const llvm::sys::fs::UniqueID id = result->getUniqueID();
  sources_.try_emplace({id.getDevice(), id.getFile()}, Source{mtime_of(*result), nullptr});
  return result;
}

llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> SourceFiles::openFileForRead(const llvm::Twine& path) {
  // Before a file is opened, because opening a FIFO would not come back.
  auto checked = status(path);
  if (!checked) return checked.getError();
  if (checked->getType() != llvm::sys::fs::file_type::regular_file || checked->getSize() > kMaxTextBytes) {
    return ProxyFileSystem::openFileForRead(path);
  }
  llvm::SmallString<256> absolute;
  path.toVector(absolute);
  if (const std::error_code error = makeAbsolute(absolute)) return error;
  const std::optional<SourceStamp> stamp = read_stamp(absolute.str().str());
  auto text = stamp ? texts_.find(*stamp) : nullptr;
  std::unique_ptr<llvm::vfs::File> real;
  if (!text) {
    auto opened = ProxyFileSystem::openFileForRead(path);
    if (!opened) return opened.getError();
    real = std::move(*opened);
  }
  return std::make_unique<SourceFile>(std::move(*checked), stamp, std::move(text), std::move(real), *this, texts_);
}

}  // namespace cairn::clang
