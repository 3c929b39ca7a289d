// FileLock: one holder among all processes, let go by the kernel when it dies.
#pragma once

#include <sys/types.h>

#include <optional>
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

// The process that holds the lock on this file, as the kernel lists it (/proc/locks); none if
// nobody does, or if it lives in another process namespace. For telling, not for deciding: it
// may have changed meanwhile. Thread-safe.
std::optional<pid_t> lock_holder(const std::string& path);

}  // namespace cairn::fs
