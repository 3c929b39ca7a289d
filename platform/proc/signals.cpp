#include "platform/proc/signals.h"

#include <pthread.h>
#include <sys/signalfd.h>

#include <csignal>

namespace cairn::proc {

Result<base::UniqueFd> block_and_watch_signals(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) {
    if (sigaddset(&set, signal) != 0) return unexpected(base::errno_error("sigaddset"));
  }
  base::UniqueFd fd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) return unexpected(base::errno_error("signalfd"));
  if (const int error = pthread_sigmask(SIG_BLOCK, &set, nullptr); error != 0) {
    return unexpected(base::errno_error("pthread_sigmask", error));
  }
  if (std::signal(SIGPIPE, SIG_IGN) == SIG_ERR) return unexpected(base::errno_error("signal(SIGPIPE)"));
  if (std::signal(SIGCHLD, SIG_DFL) == SIG_ERR) return unexpected(base::errno_error("signal(SIGCHLD)"));
  return fd;
}

}  // namespace cairn::proc
