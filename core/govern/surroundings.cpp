#include "core/govern/surroundings.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace cairn::govern {
namespace {

// PSI, in percent of the last ten seconds. Above the first the machine swaps or reads programs again.
constexpr double kStalled = 20;
constexpr double kAllStalled = 5;
constexpr double kFlowing = 5;
// Of the control group's limit.
constexpr double kGroupFull = 0.95;
constexpr double kGroupRoomy = 0.85;
constexpr double kGroupUsable = 0.9;
// Memory that stays free for everybody else: this, or a sixteenth of the machine if that is less.
constexpr std::uint64_t kReserveBytes = std::uint64_t{512} << 20;

Strain higher(Strain a, Strain b) { return std::max(a, b); }

Strain between(bool is_high, bool is_low) { return is_high ? Strain::kHigh : is_low ? Strain::kLow : Strain::kMiddle; }

}  // namespace

Surroundings read_surroundings(const memory::KernelRoots& roots) {
  Surroundings result;
  if (auto system = memory::read_system_memory(roots)) result.system = *system;
  if (auto pressure = memory::read_pressure(memory::PressureOf::kMemory, roots)) result.memory_pressure = *pressure;
  if (auto text = memory::read_kernel_file(roots.proc + "/loadavg")) {
    std::from_chars(text->data(), text->data() + text->size(), result.load);
  }
  return result;
}

Strain strain_of(const Surroundings& surroundings) {
  Strain strain = Strain::kLow;
  if (const auto& pressure = surroundings.memory_pressure) {
    strain = higher(strain, between(pressure->some_avg10 >= kStalled || pressure->full_avg10 >= kAllStalled,
                                    pressure->some_avg10 < kFlowing));
  }
  if (!surroundings.system) return strain;
  const memory::SystemMemory& system = *surroundings.system;
  const std::uint64_t reserve = std::min(kReserveBytes, system.total / 16);
  strain = higher(strain, between(system.available < reserve, system.available >= 2 * reserve));
  if (!system.group_limit || !system.group_used || *system.group_limit == 0) return strain;
  const std::uint64_t used = *system.group_used - std::min(*system.group_used, system.group_droppable);
  const double share = static_cast<double>(used) / static_cast<double>(*system.group_limit);
  return higher(strain, between(share >= kGroupFull, share < kGroupRoomy));
}

std::uint64_t usable_limit(std::uint64_t limit, const Surroundings& surroundings) {
  if (!surroundings.system || !surroundings.system->group_limit) return limit;
  return std::min(limit,
                  static_cast<std::uint64_t>(static_cast<double>(*surroundings.system->group_limit) * kGroupUsable));
}

std::size_t workers_for_load(std::size_t wanted, std::size_t running, std::size_t processors, double load) {
  const std::size_t count = std::max<std::size_t>(wanted, 1);
  // Workers have the lowest priority and take nobody's processor; but twice as many processes as processors slow each
  // other down by their caches.
  const double others = load - static_cast<double>(running);
  return others > static_cast<double>(processors) ? std::max<std::size_t>(count / 2, 1) : count;
}

}  // namespace cairn::govern
