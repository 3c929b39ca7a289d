#include "platform/base/unique_fd.h"

#include <unistd.h>

#include <cerrno>

namespace cairn::base {

void UniqueFd::reset(int fd) {
  const int old_fd = std::exchange(fd_, fd);
  if (fd >= 0) note_taken();
  if (old_fd < 0) return;
  // Before it is closed: from then on the number may be another thread's.
  if (internal::handles_are_traced.load(std::memory_order_relaxed)) internal::note_closed(old_fd);
  // Never retried: on Linux the descriptor is gone even when close reports EINTR. errno is
  // kept, so that an error path may close before it reports.
  const int saved_errno = errno;
  ::close(old_fd);
  errno = saved_errno;
}

}  // namespace cairn::base
