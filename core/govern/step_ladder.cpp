#include "core/govern/step_ladder.h"

#include <algorithm>

namespace cairn::govern {

Step StepLadder::update(Strain strain, Time now, Step highest) {
  const auto moved = [&](int by) {
    step_ = static_cast<Step>(static_cast<int>(step_) + by);
    changed_ = now;
    return step_;
  };
  if (strain >= Strain::kMiddle) not_low_ = now;
  if (strain >= Strain::kHigh) {
    not_middle_ = now;
    const bool is_due = strain == Strain::kOver || now - changed_ >= kSettle;
    return is_due && step_ < highest ? moved(1) : step_;
  }
  if (step_ == Step::kNone) return step_;
  const bool is_calm = now - std::max(not_low_, changed_) >= kCalm;
  const bool is_long_calm = now - std::max(not_middle_, changed_) >= kLongCalm;
  return is_calm || is_long_calm ? moved(-1) : step_;
}

}  // namespace cairn::govern
