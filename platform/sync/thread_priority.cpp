#include "platform/sync/thread_priority.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace cairn::sync {
namespace {

// linux/ioprio.h, which older headers lack.
constexpr int kWhoProcess = 1;
constexpr int kIdleClass = 3;
constexpr int kClassShift = 13;

constexpr int kLowest = 19;

}  // namespace

// For both calls 0 is the calling thread; on Linux, niceness belongs to threads.
Result<void> lower_thread_priority() {
  const bool has_niceness = ::setpriority(PRIO_PROCESS, 0, kLowest) == 0;
  const int niceness_error = errno;
  if (::syscall(SYS_ioprio_set, kWhoProcess, 0, kIdleClass << kClassShift) != 0) {
    return unexpected(base::errno_error("cannot set the thread's I/O priority"));
  }
  if (!has_niceness) return unexpected(base::errno_error("cannot set the thread's niceness", niceness_error));
  return {};
}

}  // namespace cairn::sync
