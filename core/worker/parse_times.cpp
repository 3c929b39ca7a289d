#include "core/worker/parse_times.h"

#include <algorithm>
#include <vector>

namespace cairn::worker {

void ParseTimes::add_again(Duration took) {
  if (again_.size() == kRemembered) again_.pop_front();
  again_.push_back(took);
}

ParseTimes::Duration ParseTimes::edit_delay() const {
  if (again_.empty()) return std::clamp(first_.value_or(kLongestDelay), kShortestDelay, kLongestDelay);
  std::vector<Duration> sorted(again_.begin(), again_.end());
  const auto median = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), median, sorted.end());
  return std::clamp(*median, kShortestDelay, kLongestDelay);
}

ParseTimes::Duration ParseTimes::grace(Duration longest) const {
  return first_ ? std::min(std::max(2 * *first_, kShortestGrace), longest) : longest;
}

}  // namespace cairn::worker
