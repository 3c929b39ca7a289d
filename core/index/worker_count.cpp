#include "core/index/worker_count.h"

#include <algorithm>

namespace cairn::index {
namespace {

// Memory that stays free for everybody else.
constexpr std::uint64_t kReserveBytes = std::uint64_t{512} << 20;
// Above it the machine swaps or reads programs again: one worker has to do.
constexpr double kStalled = 10;

}  // namespace

std::size_t worker_count(std::size_t wanted, std::size_t running, std::size_t processors, std::uint64_t worker_bytes,
                         const proc::Pressure& pressure) {
  if (pressure.memory_stall_percent > kStalled) return 1;
  std::size_t count = std::max<std::size_t>(wanted, 1);
  // Workers have the lowest priority and take nobody's processor; but twice as many
  // processes as processors slow each other down by their caches.
  const double others = pressure.load - static_cast<double>(running);
  if (others > static_cast<double>(processors)) count = std::max<std::size_t>(count / 2, 1);
  const std::uint64_t available =
      pressure.available_bytes > kReserveBytes ? pressure.available_bytes - kReserveBytes : 0;
  const std::uint64_t room = running + available / std::max<std::uint64_t>(worker_bytes, 1);
  return std::clamp<std::size_t>(static_cast<std::size_t>(room), 1, count);
}

}  // namespace cairn::index
