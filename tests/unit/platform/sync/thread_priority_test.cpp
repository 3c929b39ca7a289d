#include "platform/sync/thread_priority.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <thread>

#include <catch2/catch.hpp>

TEST_CASE("lowering a thread's priority changes that thread only", "[thread_priority]") {
  const int before = getpriority(PRIO_PROCESS, 0);
  int inside = 0;
  long io_inside = 0;
  bool lowered = false;
  std::thread([&] {
    lowered = cairn::sync::lower_thread_priority().has_value();
    inside = getpriority(PRIO_PROCESS, 0);
    io_inside = syscall(SYS_ioprio_get, 1, 0);
  }).join();
  CHECK(lowered);
  CHECK(inside == 19);
  CHECK(io_inside >> 13 == 3);
  CHECK(getpriority(PRIO_PROCESS, 0) == before);
  CHECK(syscall(SYS_ioprio_get, 1, 0) >> 13 != 3);
}
