#include "platform/proc/signals.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include <catch2/catch.hpp>

namespace cairn::proc {

namespace {

bool readable(int fd) {
  pollfd entry{fd, POLLIN, 0};
  return poll(&entry, 1, 0) == 1;
}

// Gives the test process its signal mask and dispositions back.
class SignalState {
 public:
  SignalState() {
    pthread_sigmask(SIG_BLOCK, nullptr, &mask_);
    sigaction(SIGPIPE, nullptr, &pipe_);
    sigaction(SIGCHLD, nullptr, &child_);
  }
  ~SignalState() {
    sigaction(SIGPIPE, &pipe_, nullptr);
    sigaction(SIGCHLD, &child_, nullptr);
    pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
  }
  SignalState(const SignalState&) = delete;
  SignalState& operator=(const SignalState&) = delete;

 private:
  sigset_t mask_{};
  struct sigaction pipe_{};
  struct sigaction child_{};
};

}  // namespace

TEST_CASE("a watched signal makes the descriptor readable instead of ending the process", "[proc]") {
  const SignalState restore;
  Result<base::UniqueFd> fd = block_and_watch_signals({SIGTERM, SIGUSR1});
  REQUIRE(fd);
  CHECK_FALSE(readable(fd->get()));
  raise(SIGUSR1);
  REQUIRE(readable(fd->get()));
  signalfd_siginfo info{};
  REQUIRE(read(fd->get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info));
  CHECK(info.ssi_signo == static_cast<unsigned>(SIGUSR1));
  CHECK_FALSE(readable(fd->get()));
}

TEST_CASE("a write to a closed pipe is an error, not a signal", "[proc]") {
  const SignalState restore;
  REQUIRE(block_and_watch_signals({}));
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  close(ends[0]);
  const base::UniqueFd in(ends[1]);
  CHECK(write(in.get(), "x", 1) == -1);
  CHECK(errno == EPIPE);
}

TEST_CASE("children can be waited for although the parent handed down an ignored SIGCHLD", "[proc]") {
  const SignalState restore;
  std::signal(SIGCHLD, SIG_IGN);
  REQUIRE(block_and_watch_signals({}));
  struct sigaction action{};
  REQUIRE(sigaction(SIGCHLD, nullptr, &action) == 0);
  CHECK(action.sa_handler == SIG_DFL);
}

TEST_CASE("an impossible signal number is refused", "[proc]") {
  const SignalState restore;
  CHECK_FALSE(block_and_watch_signals({4711}));
}

}  // namespace cairn::proc
