#include "core/index/unit_standing.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace cairn::index {

SemanticStatus status_of(const UnitList& units, std::span<const UnitStanding> standings) {
  SemanticStatus status;
  status.is_listed = true;
  std::vector<UnitProblem> errors;
  std::vector<UnitProblem> failures;
  for (std::size_t unit = 0; unit < standings.size(); ++unit) {
    const UnitStanding& standing = standings[unit];
    using Kind = UnitStanding::Kind;
    if (standing.kind == Kind::kGone) continue;
    ++status.total;
    if (standing.kind == Kind::kDone) ++status.done;
    if (standing.kind == Kind::kDone && standing.error_count != 0) {
      ++status.with_errors;
      if (errors.size() < kMaxUnitProblems) errors.push_back({units[unit].key.path, standing.reason});
    }
    const bool is_too_large = standing.kind == Kind::kTooLarge;
    if (standing.kind != Kind::kFailed && standing.kind != Kind::kQuarantined && !is_too_large) continue;
    ++status.failed;
    if (standing.kind == Kind::kQuarantined) ++status.quarantined;
    if (is_too_large) ++status.too_large;
    std::vector<UnitProblem>& problems = is_too_large ? status.problems : failures;
    if (problems.size() < kMaxUnitProblems) problems.push_back({units[unit].key.path, standing.reason});
  }
  failures.resize(std::min(failures.size(), kMaxUnitProblems - status.problems.size()));
  status.problems.insert(status.problems.end(), failures.begin(), failures.end());
  errors.resize(std::min(errors.size(), kMaxUnitProblems - status.problems.size()));
  status.problems.insert(status.problems.end(), errors.begin(), errors.end());
  return status;
}

FileStanding file_standing_of(const UnitStanding& standing) {
  if (standing.kind == UnitStanding::Kind::kStale) return FileStanding::kOpen;
  if (standing.kind != UnitStanding::Kind::kDone) return FileStanding::kFailed;
  return standing.error_count != 0 ? FileStanding::kUnclean : FileStanding::kDone;
}

FileStandings file_standings_of(const UnitList& units, std::span<const UnitStanding> standings) {
  FileStandings files;
  for (std::size_t unit = 0; unit < standings.size(); ++unit) {
    if (standings[unit].kind == UnitStanding::Kind::kGone) continue;
    const FileStanding standing = file_standing_of(standings[unit]);
    const auto known = files.try_emplace(files.end(), units[unit].key.path, standing);
    known->second = std::min(known->second, standing);
  }
  return files;
}

}  // namespace cairn::index
