// Units that a prelude does not fit, remembered from run to run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "core/deps/unit_table.h"

namespace cairn::index {

struct Demotion {
  std::uint64_t command_hash = 0;
  std::uint64_t content_hash = 0;  // of the main file
  std::string reason;
};
using Demotions = std::map<deps::UnitKey, Demotion>;

inline constexpr std::size_t kMaxDemotions = 20'000;

// The file `demoted` in the preludes' folder (FORMAT.md). A cache: one that is missing or damaged reads as empty,
// and the units are tried once more. Both wait for the disk.
Demotions read_demotions(const std::string& folder);
void write_demotions(const std::string& folder, const Demotions& demotions);

}  // namespace cairn::index
