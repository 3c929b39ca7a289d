// StepLadder: from readings of memory to steps, without going to and fro.
#pragma once

#include <chrono>
#include <cstdint>

#include "core/govern/step.h"

namespace cairn::govern {

// How scarce memory is. Between low and high is a gap in which nothing changes.
enum class Strain : std::uint8_t { kLow, kMiddle, kHigh, kOver };

// One step up for high strain, then time to see what it gave; at once for more when the budget is exceeded. One
// step down when strain has been low for a while, or neither for a long one: else a pause of the index would last
// as long as somebody has large files open, though small units fit beside them. A value; pure.
class StepLadder {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // Between two steps up.
  static constexpr std::chrono::milliseconds kSettle{300};
  // Of low strain, and of neither low nor high, before each step down.
  static constexpr std::chrono::milliseconds kCalm{2'000};
  static constexpr std::chrono::milliseconds kLongCalm{10'000};

  Step step() const { return step_; }
  // Takes one reading in; `highest` bounds the steps up that it causes.
  Step update(Strain strain, Time now, Step highest = Step::kPauseIndex);

 private:
  Step step_ = Step::kNone;
  Time changed_{};     // the last change
  Time not_low_{};     // when strain was last more than low
  Time not_middle_{};  // when it was last more than middle
};

}  // namespace cairn::govern
