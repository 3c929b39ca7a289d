#include "platform/fs/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <utility>

namespace cairn::fs {

Result<FileLock> FileLock::try_acquire(const std::string& path) {
  base::UniqueFd fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return unexpected(base::errno_error("cannot open " + path));
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return unexpected(ErrorCode::kUnavailable, path + " is locked by another process");
    return unexpected(base::errno_error("cannot lock " + path));
  }
  // Its last holder may have removed the file between our open and our lock: then the
  // lock is on a file that nobody else will ever see.
  struct stat locked{};
  struct stat named{};
  if (fstat(fd.get(), &locked) != 0 || stat(path.c_str(), &named) != 0 || locked.st_ino != named.st_ino) {
    return unexpected(ErrorCode::kUnavailable, path + " was removed meanwhile");
  }
  return FileLock(std::move(fd));
}

// A line: "3: FLOCK  ADVISORY  WRITE 4711 fe:01:131075 0 EOF", numbers of the device hexadecimal
// (proc(5), "/proc/locks").
std::optional<pid_t> lock_holder(const std::string& path) {
  struct stat named{};
  if (stat(path.c_str(), &named) != 0) return std::nullopt;
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    std::istringstream words(line);
    std::string number, kind, mode, access, place;
    long pid = 0;
    words >> number >> kind >> mode >> access >> pid >> place;
    if (!words || kind != "FLOCK" || pid <= 0) continue;
    unsigned device_major = 0;
    unsigned device_minor = 0;
    unsigned long inode = 0;
    if (std::sscanf(place.c_str(), "%x:%x:%lu", &device_major, &device_minor, &inode) != 3) continue;
    const bool is_named =
        inode == named.st_ino && device_major == major(named.st_dev) && device_minor == minor(named.st_dev);
    if (is_named) return static_cast<pid_t>(pid);
  }
  return std::nullopt;
}

}  // namespace cairn::fs
