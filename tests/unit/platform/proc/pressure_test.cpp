#include "platform/proc/pressure.h"

#include <catch2/catch.hpp>

namespace cairn::proc {

TEST_CASE("load, memory and stalls are read from the kernel's texts", "[proc]") {
  const auto pressure = parse_pressure("3.25 1.00 0.50 2/300 4711\n", "MemTotal: 100 kB\nMemAvailable:    2048 kB\n",
                                       "some avg10=12.50 avg60=0.00 avg300=0.00 total=5\nfull avg10=1.00\n");
  REQUIRE(pressure);
  CHECK(pressure->load == 3.25);
  CHECK(pressure->available_bytes == 2048 * 1024);
  CHECK(pressure->memory_stall_percent == 12.5);
}

TEST_CASE("a kernel without pressure figures stalls nobody", "[proc]") {
  CHECK(parse_pressure("0.00 0", "MemAvailable: 1 kB", "").value().memory_stall_percent == 0);
}

TEST_CASE("texts of another form are refused", "[proc]") {
  CHECK_FALSE(parse_pressure("", "MemAvailable: 1 kB", ""));
  CHECK_FALSE(parse_pressure("0.1", "MemFree: 1 kB", ""));
  CHECK_FALSE(parse_pressure("0.1", "MemAvailable: kB", ""));
}

TEST_CASE("this machine has memory", "[proc]") {
  const auto pressure = read_pressure();
  REQUIRE(pressure);
  CHECK(pressure->available_bytes > 0);
}

}  // namespace cairn::proc
