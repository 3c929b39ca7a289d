#include "platform/fs/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
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

}  // namespace cairn::fs
