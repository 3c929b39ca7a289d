#include "core/clang/indexer/include_reach.h"

#include <algorithm>

namespace cairn::clang {

IncludeReach::IncludeReach(const UnitRows& rows, const ImportedFiles* imported)
    : first_imported_(static_cast<std::uint32_t>(rows.files.size())), included_(rows.files.size()) {
  for (const FoundInclude& include : rows.includes) {
    if (include.resolved != kNoOffset) included_[include.file].push_back(include.resolved);
  }
  if (!imported) return;
  included_.resize(first_imported_ + imported->size());
  for (std::uint32_t file = 0; file < imported->size(); ++file) {
    for (const std::uint32_t to : imported->includes(file)) {
      included_[node_of_imported(file)].push_back(node_of_imported(to));
    }
  }
  for (const FoundInclude& include : rows.includes) {
    const std::uint32_t to = imported->find(include.imported);
    if (to != ImportedFiles::kNone) included_[include.file].push_back(node_of_imported(to));
  }
  // What a module file has and the unit parses itself, too, is one file.
  for (std::uint32_t file = 0; file < first_imported_; ++file) {
    const std::uint32_t same = imported->find(rows.files[file].path);
    if (same == ImportedFiles::kNone) continue;
    included_[file].push_back(node_of_imported(same));
    included_[node_of_imported(same)].push_back(file);
  }
}

std::vector<bool> IncludeReach::reached_from(std::vector<std::uint32_t> from) const {
  std::vector<bool> reached(included_.size());
  for (const std::uint32_t each : from) reached[each] = true;
  while (!from.empty()) {
    const std::uint32_t file = from.back();
    from.pop_back();
    for (const std::uint32_t next : included_[file]) {
      if (!reached[next]) from.push_back(next);
      reached[next] = true;
    }
  }
  return reached;
}

bool IncludeReach::reaches(std::uint32_t from, std::uint32_t to) {
  // A file of a precompiled header has no include lines in this unit.
  if (from == to || std::max(from, to) >= included_.size()) return from == to;
  const auto [known, is_new] = reached_.try_emplace(from);
  if (is_new) known->second = reached_from({from});
  return known->second[to];
}

}  // namespace cairn::clang
