// FileLock: one holder among all processes, let go by the kernel when it dies.
#pragma once

#include <string>

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"

namespace cairn::fs {

// An exclusive flock(2) on a file made for the purpose (mode 0600). The file stays
// when the lock goes, unless its holder removes it. Move-only.
class FileLock {
 public:
  // Never waits: kUnavailable if someone else holds it.
  static Result<FileLock> try_acquire(const std::string& path);

 private:
  explicit FileLock(base::UniqueFd fd) : fd_(std::move(fd)) {}
  base::UniqueFd fd_;
};

}  // namespace cairn::fs
