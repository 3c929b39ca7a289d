#include "server/session/memory_budget.h"

#include <algorithm>

#include "server/cli/options.h"

namespace cairn::server {
namespace {

constexpr std::uint64_t kMostMb = 2048;

}  // namespace

std::uint32_t default_budget_mb(const Result<memory::SystemMemory>& system) {
  const std::uint64_t quarter = system ? (system->usable() / 4) >> 20U : kMostMb;
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(quarter, kMinBudgetMb, kMostMb));
}

}  // namespace cairn::server
