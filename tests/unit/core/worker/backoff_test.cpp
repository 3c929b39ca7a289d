#include "core/worker/backoff.h"

#include <catch2/catch.hpp>

namespace cairn::worker {
namespace {

using std::chrono::milliseconds;
const Backoff::Clock::time_point kNow{std::chrono::hours(1)};

milliseconds wait_after(std::uint32_t failures) {
  Backoff backoff;
  for (std::uint32_t i = 0; i < failures; ++i) backoff.fail(kNow);
  return backoff.wait(kNow);
}

}  // namespace

TEST_CASE("the first failures cost no wait, so that a retry is immediate", "[worker]") {
  for (std::uint32_t failures = 0; failures <= Backoff::kFree; ++failures)
    CHECK(wait_after(failures) == milliseconds(0));
}

TEST_CASE("waits double from 100 ms up to ten seconds and stay there", "[worker]") {
  CHECK(wait_after(Backoff::kFree + 1) == milliseconds(100));
  CHECK(wait_after(Backoff::kFree + 2) == milliseconds(200));
  CHECK(wait_after(Backoff::kFree + 7) == milliseconds(6400));
  CHECK(wait_after(Backoff::kFree + 8) == milliseconds(10'000));
  CHECK(wait_after(100'000) == milliseconds(10'000));
}

TEST_CASE("a wait shrinks as time passes and ends at its moment", "[worker]") {
  Backoff backoff;
  for (std::uint32_t i = 0; i < Backoff::kFree + 1; ++i) backoff.fail(kNow);
  CHECK(backoff.wait(kNow + milliseconds(60)) == milliseconds(40));
  CHECK(backoff.wait(kNow + milliseconds(100)) == milliseconds(0));
}

TEST_CASE("one success forgets all failures", "[worker]") {
  Backoff backoff;
  for (int i = 0; i < 20; ++i) backoff.fail(kNow);
  backoff.succeed();
  CHECK(backoff.wait(kNow) == milliseconds(0));
  backoff.fail(kNow);
  CHECK(backoff.wait(kNow) == milliseconds(0));
}

}  // namespace cairn::worker
