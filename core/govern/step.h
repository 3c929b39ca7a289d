// Step: how far Cairn goes to keep its memory within the budget.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cairn::govern {

// Each step includes those before it.
enum class Step : std::uint8_t {
  kNone,
  kFewerIndexers,  // one process indexes at a time
  kDropColdAsts,   // workers of open files that nobody asks now go, the least valuable first
  kShrinkCaches,   // caches keep a quarter of what they may
  kPurge,          // arenas and pages of the index that are in memory go back to the system
  kPauseIndex,     // nothing is indexed
};
inline constexpr std::size_t kStepCount = 6;

// As logs, reports and counters name them, by value.
inline constexpr std::array<std::string_view, kStepCount> kStepNames = {
    "none", "fewer-index-workers", "drop-cold-asts", "shrink-caches", "purge", "pause-index"};

inline std::string_view step_name(Step step) { return kStepNames[static_cast<std::size_t>(step)]; }

}  // namespace cairn::govern
