#include "core/clang/indexer/include_reach.h"

#include <algorithm>

namespace cairn::clang {

IncludeReach::IncludeReach(const UnitRows& rows) : included_(rows.files.size()) {
  for (const FoundInclude& include : rows.includes) {
    if (include.resolved != kNoOffset) included_[include.file].push_back(include.resolved);
  }
}

bool IncludeReach::reaches(std::uint32_t from, std::uint32_t to) {
  // A file of a precompiled header has no include lines in this unit.
  if (std::max(from, to) >= included_.size()) return from == to;
  const auto [known, is_new] = reached_.try_emplace(from, included_.size());
  std::vector<bool>& reached = known->second;
  if (is_new) {
    std::vector<std::uint32_t> open = {from};
    reached[from] = true;
    while (!open.empty()) {
      const std::uint32_t file = open.back();
      open.pop_back();
      for (const std::uint32_t next : included_[file]) {
        if (!reached[next]) open.push_back(next);
        reached[next] = true;
      }
    }
  }
  return reached[to];
}

}  // namespace cairn::clang
