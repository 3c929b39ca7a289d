#include "core/worker/job_limit.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace cairn::worker {
void JobLimit::start(CpuClock cpu, std::chrono::milliseconds limit,
                     std::function<void(const std::string& what)> on_excess) {
  cpu_ = std::move(cpu);
  limit_ = limit;
  on_excess_ = std::move(on_excess);
  started_ = looked_ = std::chrono::steady_clock::now();
  used_before_ = used_till_look_ = cpu_().value_or(std::chrono::nanoseconds(0));
  timer_.start(limit_ / kLooks, [this] { look(); });
}

void JobLimit::look() {
  timer_.start(std::max(limit_ / kLooks, std::chrono::milliseconds(1)), [this] { look(); });
  const auto now = std::chrono::steady_clock::now();
  const std::chrono::nanoseconds used = cpu_().value_or(used_till_look_);
  const bool is_idle = (used - used_till_look_) * kIdleShare < now - looked_;
  looked_ = now;
  used_till_look_ = used;
  std::string excess;
  if (used - used_before_ >= limit_) {
    excess = fmt::format("{} ms of CPU time", limit_.count());
  } else if (now - started_ >= limit_ && is_idle) {
    excess = fmt::format("{} ms", limit_.count());
  } else if (now - started_ >= limit_ * kWallFactor) {
    excess = fmt::format("{} ms", (limit_ * kWallFactor).count());
  }
  if (excess.empty()) return;
  timer_.cancel();
  const auto on_excess = on_excess_;  // which may start this anew
  on_excess(excess);
}

}  // namespace cairn::worker
