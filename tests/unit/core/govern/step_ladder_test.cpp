#include "core/govern/step_ladder.h"

#include <catch2/catch.hpp>

namespace cairn::govern {
namespace {

using std::chrono::milliseconds;

struct Fixture {
  Step after(milliseconds time, Strain strain, Step highest = Step::kPauseIndex) {
    now += time;
    return ladder.update(strain, now, highest);
  }
  StepLadder ladder;
  StepLadder::Time now{std::chrono::hours(1)};
};

}  // namespace

TEST_CASE("without strain no step is taken", "[govern][ladder]") {
  Fixture f;
  CHECK(f.after(milliseconds(100), Strain::kLow) == Step::kNone);
  CHECK(f.after(milliseconds(20'000), Strain::kMiddle) == Step::kNone);
}

TEST_CASE("high strain goes up one step at a time, with a pause to see what it gave", "[govern][ladder]") {
  Fixture f;
  CHECK(f.after(milliseconds(100), Strain::kHigh) == Step::kFewerIndexers);
  CHECK(f.after(milliseconds(100), Strain::kHigh) == Step::kFewerIndexers);
  CHECK(f.after(StepLadder::kSettle, Strain::kHigh) == Step::kDropColdAsts);
  CHECK(f.after(StepLadder::kSettle, Strain::kHigh) == Step::kShrinkCaches);
  CHECK(f.after(StepLadder::kSettle, Strain::kHigh) == Step::kPurge);
  CHECK(f.after(StepLadder::kSettle, Strain::kHigh) == Step::kPauseIndex);
  CHECK(f.after(StepLadder::kSettle, Strain::kHigh) == Step::kPauseIndex);
}

TEST_CASE("beyond the budget there is no pause", "[govern][ladder]") {
  Fixture f;
  CHECK(f.after(milliseconds(1), Strain::kOver) == Step::kFewerIndexers);
  CHECK(f.after(milliseconds(1), Strain::kOver) == Step::kDropColdAsts);
  CHECK(f.after(milliseconds(1), Strain::kOver, Step::kDropColdAsts) == Step::kDropColdAsts);
}

TEST_CASE("steps go back one by one, each after a calm time", "[govern][ladder]") {
  Fixture f;
  for (int i = 0; i < 3; ++i) f.after(milliseconds(1), Strain::kOver);
  REQUIRE(f.ladder.step() == Step::kShrinkCaches);
  CHECK(f.after(milliseconds(1), Strain::kLow) == Step::kShrinkCaches);
  CHECK(f.after(StepLadder::kCalm / 2, Strain::kLow) == Step::kShrinkCaches);
  CHECK(f.after(StepLadder::kCalm / 2, Strain::kLow) == Step::kDropColdAsts);
  CHECK(f.after(StepLadder::kCalm / 2, Strain::kLow) == Step::kDropColdAsts);
  CHECK(f.after(StepLadder::kCalm / 2, Strain::kLow) == Step::kFewerIndexers);
  CHECK(f.after(StepLadder::kCalm, Strain::kLow) == Step::kNone);
  CHECK(f.after(StepLadder::kCalm, Strain::kLow) == Step::kNone);
}

TEST_CASE("between low and high nothing goes to and fro", "[govern][ladder]") {
  Fixture f;
  f.after(milliseconds(1), Strain::kHigh);
  for (int i = 0; i < 20; ++i) {
    CHECK(f.after(StepLadder::kCalm / 4, Strain::kMiddle) == Step::kFewerIndexers);
    if (i == 15) break;
  }
}

TEST_CASE("a low reading between others does not count as calm", "[govern][ladder]") {
  Fixture f;
  f.after(milliseconds(1), Strain::kHigh);
  for (int i = 0; i < 3; ++i) {
    CHECK(f.after(StepLadder::kCalm / 2, Strain::kLow) == Step::kFewerIndexers);
    CHECK(f.after(milliseconds(1), Strain::kMiddle) == Step::kFewerIndexers);
  }
}

TEST_CASE("a pause does not last for ever because strain stays in the middle", "[govern][ladder]") {
  Fixture f;
  for (int i = 0; i < 5; ++i) f.after(milliseconds(1), Strain::kOver);
  REQUIRE(f.ladder.step() == Step::kPauseIndex);
  CHECK(f.after(StepLadder::kLongCalm / 2, Strain::kMiddle) == Step::kPauseIndex);
  CHECK(f.after(StepLadder::kLongCalm / 2, Strain::kMiddle) == Step::kPurge);
}

}  // namespace cairn::govern
