#include "platform/proc/cpu_time.h"

#include <unistd.h>

#include <catch2/catch.hpp>

namespace cairn::proc {

TEST_CASE("the processor time of a process grows while it works", "[proc]") {
  const auto before = read_cpu_time(::getpid());
  REQUIRE(before);
  volatile unsigned work = 0;
  auto now = before;
  while (now && *now < *before + std::chrono::milliseconds(5)) {
    for (int i = 0; i < 10'000; ++i) work = work + 1;
    now = read_cpu_time(::getpid());
  }
  CHECK(now);
}

TEST_CASE("a process that is not there has no processor time", "[proc]") {
  CHECK_FALSE(read_cpu_time(4'194'305));  // Linux has none beyond 4,194,304
}

}  // namespace cairn::proc
