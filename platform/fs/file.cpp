#include "platform/fs/file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "platform/base/injected_leak.h"
#include "platform/base/unique_fd.h"
#include "platform/fs/path.h"

namespace cairn::fs {

namespace {

constexpr std::size_t kGrowStepBytes = 64 * 1024;
// A disk of 50 MB/s reads as much in less than a tenth of a second.
constexpr std::size_t kReadStepBytes = 4 << 20;

Result<void> check_path(const std::string& path) {
  if (path.find('\0') == std::string::npos) return {};
  return unexpected(ErrorCode::kInvalidArgument, "a path with a NUL byte in it");
}

base::Unexpected<> too_large(const std::string& path, std::size_t max_bytes) {
  return unexpected(ErrorCode::kTooLarge, fmt::format("{} has more than {} bytes", path, max_bytes));
}

Result<void> write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return unexpected(base::errno_error("cannot write " + path));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> sync_directory(const std::string& path) {
  const base::UniqueFd directory{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!directory || ::fsync(directory.get()) != 0) return unexpected(base::errno_error("cannot sync " + path));
  return {};
}

// Removes the named file at the end of its scope unless it was kept.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  const std::string& path() const { return path_; }
  void keep() { path_.clear(); }

 private:
  std::string path_;
};

// The folder of a path that need not be normalised; "." for a bare name.
std::string directory_of(const std::string& path) {
  return path.find('/') == std::string::npos ? "." : std::string(parent_path(path));
}

bool is_directory(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

struct OpenFile {
  base::UniqueFd fd;
  std::size_t size_bytes = 0;  // as stated when it was opened
};

Result<OpenFile> open_regular(const std::string& path) {
  if (auto checked = check_path(path); !checked) return unexpected(std::move(checked).error());
  // O_NONBLOCK: opening a FIFO must not wait for its writer.
  base::UniqueFd fd{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};
  if (!fd) return unexpected(base::errno_error("cannot open " + path));
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return unexpected(base::errno_error("cannot stat " + path));
  if (!S_ISREG(status.st_mode)) {
    return unexpected(ErrorCode::kInvalidArgument, path + " is not a regular file");
  }
  return OpenFile{std::move(fd), static_cast<std::size_t>(status.st_size)};
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t max_bytes, const std::stop_token& stop) {
  auto file = open_regular(path);
  if (!file) return unexpected(std::move(file).error());
  if (file->size_bytes > max_bytes) return too_large(path, max_bytes);

  std::string bytes;
  std::size_t used = 0;
  while (true) {
    if (stop.stop_requested()) return unexpected(ErrorCode::kCancelled, "reading " + path + " was stopped");
    // One byte of room beyond the stated size lets a file that did not change end in one step.
    if (used == bytes.size()) bytes.resize(used == 0 ? file->size_bytes + 1 : used + kGrowStepBytes);
    const ssize_t got = ::read(file->fd.get(), bytes.data() + used, std::min(bytes.size() - used, kReadStepBytes));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unexpected(base::errno_error("cannot read " + path));
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > max_bytes) return too_large(path, max_bytes);
  }
  bytes.resize(used);
#if defined(CAIRN_INJECT_LEAKS)
  if (base::leaks_on_purpose("handle")) file->fd.release();
#endif
  return bytes;
}

Result<std::string> read_prefix(const std::string& path, std::size_t max_bytes) {
  auto file = open_regular(path);
  if (!file) return unexpected(std::move(file).error());
  std::string bytes(std::min(file->size_bytes, max_bytes), '\0');
  std::size_t used = 0;
  while (used < bytes.size()) {
    const ssize_t got = ::read(file->fd.get(), bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unexpected(base::errno_error("cannot read " + path));
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  bytes.resize(used);
  return bytes;
}

Result<FileStamp> read_stamp(const std::string& path) {
  if (auto checked = check_path(path); !checked) return unexpected(std::move(checked).error());
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return unexpected(base::errno_error("cannot stat " + path));
  return FileStamp{status.st_mtim.tv_sec * std::int64_t{1'000'000'000} + status.st_mtim.tv_nsec,
                   static_cast<std::uint64_t>(status.st_size), status.st_ino};
}

Result<void> write_file_atomically(const std::string& path, std::string_view bytes) {
  if (auto checked = check_path(path); !checked) return checked;
  const std::string directory = directory_of(path);
  std::string name = directory + "/.cairn-XXXXXX";
  const base::UniqueFd fd{::mkostemp(name.data(), O_CLOEXEC)};
  if (!fd) return unexpected(base::errno_error("cannot create a file in " + directory));
  TemporaryFile temporary{std::move(name)};
  if (auto written = write_all(fd.get(), bytes, path); !written) return written;
  if (::fsync(fd.get()) != 0) return unexpected(base::errno_error("cannot sync " + path));
  if (::rename(temporary.path().c_str(), path.c_str()) != 0) {
    return unexpected(base::errno_error("cannot publish " + path));
  }
  temporary.keep();
  return sync_directory(directory);
}

Result<void> make_private_directory(const std::string& path) {
  if (auto checked = check_path(path); !checked) return checked;
  // Every prefix that ends before a slash, then the whole; those that exist are passed over.
  for (std::size_t end = 0; end != std::string::npos;) {
    end = path.find('/', end + 1);
    const std::string prefix = path.substr(0, end);
    if (::mkdir(prefix.c_str(), 0700) == 0) continue;
    const int mkdir_errno = errno;
    if (!is_directory(prefix)) return unexpected(base::errno_error("cannot make the folder " + prefix, mkdir_errno));
  }
  return {};
}

Result<void> remove_tree(const std::string& path) {
  if (auto checked = check_path(path); !checked) return checked;
  std::error_code error;
  // libstdc++ walks with openat and O_NOFOLLOW since GCC 12.
  std::filesystem::remove_all(path, error);
  if (error) return unexpected(base::errno_error("cannot remove " + path, error.value()));
  return {};
}

Result<std::vector<std::string>> list_directory(const std::string& path) {
  if (auto checked = check_path(path); !checked) return unexpected(std::move(checked).error());
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    names.push_back(entry->path().filename().native());
  }
  if (error) return unexpected(base::errno_error("cannot list " + path, error.value()));
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace cairn::fs
