#include "platform/proc/peak_memory.h"

#include <cstring>
#include <memory>

#include <catch2/catch.hpp>

namespace cairn::proc {

TEST_CASE("files are taken off the peak of the resident set", "[proc]") {
  const auto peak = parse_peak_anonymous_bytes("Name:\tx\nVmHWM:\t  1000 kB\nRssAnon:\t  300 kB\nRssFile:\t  400 kB\n");
  REQUIRE(peak);
  CHECK(*peak == 600 * 1024);
}

TEST_CASE("the peak is never less than what there is now", "[proc]") {
  CHECK(parse_peak_anonymous_bytes("VmHWM: 10 kB\nRssAnon: 8 kB\nRssFile: 9 kB\n").value() == 8 * 1024);
}

TEST_CASE("a status without those lines is refused", "[proc]") {
  CHECK_FALSE(parse_peak_anonymous_bytes("VmHWM: 10 kB\nRssAnon: 8 kB\n"));
  CHECK_FALSE(parse_peak_anonymous_bytes("VmHWM: kB\nRssAnon: 8 kB\nRssFile: 9 kB\n"));
}

TEST_CASE("memory that is gone again still shows in the peak", "[proc]") {
  constexpr std::size_t kBytes = std::size_t{64} << 20;
  restart_peak();
  const auto before = read_peak_anonymous_bytes();
  REQUIRE(before);
  {
    const auto block = std::make_unique<char[]>(kBytes);
    std::memset(block.get(), 1, kBytes);
    CHECK(block[kBytes - 1] == 1);
  }
  const auto after = read_peak_anonymous_bytes();
  REQUIRE(after);
  CHECK(*after > *before + kBytes / 2);
}

}  // namespace cairn::proc
