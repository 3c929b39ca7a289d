#include "core/worker/parse_times.h"

#include <catch2/catch.hpp>

namespace cairn::worker {
namespace {

using Milliseconds = std::chrono::milliseconds;

TEST_CASE("an edit waits as long as a parse usually takes", "[worker]") {
  ParseTimes times;
  CHECK(times.edit_delay() == Milliseconds(500));
  times.add_first(Milliseconds(300));
  CHECK(times.edit_delay() == Milliseconds(300));
  times.add_again(Milliseconds(100));
  CHECK(times.edit_delay() == Milliseconds(100));
  // One slow parse among others changes nothing.
  for (int took : {5000, 90, 110}) times.add_again(Milliseconds(took));
  CHECK(times.edit_delay() == Milliseconds(110));
}

TEST_CASE("the delay of an edit has bounds", "[worker]") {
  ParseTimes light;
  light.add_first(Milliseconds(4));
  CHECK(light.edit_delay() == Milliseconds(50));
  light.add_again(Milliseconds(1));
  CHECK(light.edit_delay() == Milliseconds(50));
  ParseTimes heavy;
  heavy.add_again(Milliseconds(2000));
  CHECK(heavy.edit_delay() == Milliseconds(500));
}

TEST_CASE("only the last parses count", "[worker]") {
  ParseTimes times;
  for (int i = 0; i < 100; ++i) times.add_again(Milliseconds(400));
  for (std::size_t i = 0; i < ParseTimes::kRemembered; ++i) times.add_again(Milliseconds(60));
  CHECK(times.edit_delay() == Milliseconds(60));
}

TEST_CASE("work that nobody waits for may go on for twice a first parse, within bounds", "[worker]") {
  ParseTimes times;
  CHECK(times.grace(Milliseconds(15'000)) == Milliseconds(15'000));
  times.add_first(Milliseconds(4000));
  times.add_again(Milliseconds(700));
  CHECK(times.grace(Milliseconds(15'000)) == Milliseconds(8000));
  CHECK(times.grace(Milliseconds(3000)) == Milliseconds(3000));
  times.add_first(Milliseconds(20));
  CHECK(times.grace(Milliseconds(15'000)) == Milliseconds(500));
  CHECK(times.grace(Milliseconds(100)) == Milliseconds(100));
}

}  // namespace
}  // namespace cairn::worker
