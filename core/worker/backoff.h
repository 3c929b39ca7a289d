// Backoff: how long to wait after something keeps failing.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace cairn::worker {

// Exponential back-off: the first kFree failures in a row cost no wait, so that a
// retry is immediate; after that 100 ms, doubling up to 10 s. One success forgets
// them all. The clock is the caller's, so tests need no time to pass.
class Backoff {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::uint32_t kFree = 3;
  static constexpr std::chrono::milliseconds kFirst{100};
  static constexpr std::chrono::milliseconds kLongest{10'000};

  void fail(Clock::time_point now) {
    ++failures_;
    if (failures_ <= kFree) return;
    const std::uint32_t doublings = std::min<std::uint32_t>(failures_ - kFree - 1, 10);
    not_before_ = now + std::min(kFirst * (1U << doublings), kLongest);
  }
  void succeed() { *this = Backoff(); }

  // Zero when the next try may start now.
  std::chrono::milliseconds wait(Clock::time_point now) const {
    if (now >= not_before_) return std::chrono::milliseconds(0);
    return std::chrono::ceil<std::chrono::milliseconds>(not_before_ - now);
  }

 private:
  std::uint32_t failures_ = 0;  // in a row
  Clock::time_point not_before_{};
};

}  // namespace cairn::worker
