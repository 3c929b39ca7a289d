#include "server/session/memory_budget.h"

#include <algorithm>

namespace cairn::server {
namespace {

constexpr std::uint64_t kMostMb = 2048;

}  // namespace

std::uint32_t default_budget_mb(const Result<memory::SystemMemory>& system) {
  const std::uint64_t quarter = system ? (system->usable() / 4) >> 20U : kMostMb;
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(quarter, kMinBudgetMb, kMostMb));
}

govern::Governor::Config governor_of(std::uint64_t budget_bytes) {
  govern::Governor::Config config;
  config.limit_bytes = budget_bytes;
  return config;
}

std::uint64_t memory_budget_bytes(const Options& options) {
  const std::uint32_t mb =
      options.memory_budget_mb ? *options.memory_budget_mb : default_budget_mb(memory::read_system_memory());
  return std::uint64_t{mb} << 20U;
}

}  // namespace cairn::server
