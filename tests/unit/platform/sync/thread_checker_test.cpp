#include "platform/sync/thread_checker.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include <catch2/catch.hpp>

using cairn::sync::ThreadChecker;

namespace {

#if defined(NDEBUG)
constexpr bool kChecks = false;
#else
constexpr bool kChecks = true;
#endif

// Whether `body` aborts: runs it in a child, because aborting ends the process.
template <typename Body>
bool aborts(Body body) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::signal(SIGABRT, SIG_DFL);  // not Catch's handler, which would report a failed test
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::dup2(::open("/dev/null", O_WRONLY), STDERR_FILENO);  // the expected complaint
    body();
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

}  // namespace

TEST_CASE("a second thread aborts in debug builds and is let through in release builds", "[thread_checker]") {
  const auto two_threads = [] {
    const ThreadChecker checker;
    checker.check();
    std::thread([&checker] { checker.check(); }).join();
  };
  CHECK(aborts(two_threads) == kChecks);
}

TEST_CASE("the thread that checks first is the owner, not the one that made the object", "[thread_checker]") {
  const auto handed_over = [] {
    const ThreadChecker checker;
    std::thread([&checker] {
      checker.check();
      checker.check();
    }).join();
  };
  CHECK_FALSE(aborts(handed_over));
}
