#include "core/index/index_look.h"

#include <utility>
#include <vector>

#include "core/index/file_states.h"
#include "core/index/outside_names.h"
#include "core/index/unit_comparison.h"
#include "core/index/unit_standing.h"

namespace cairn::index {
namespace {

// Of units that nobody has indexed.
std::vector<UnitStanding> all_stale(const std::string& real_root, const UnitList& units) {
  FileStates states(real_root);
  std::vector<UnitStanding> standings(units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (!states.stamp(units[i].key.path)) standings[i].kind = UnitStanding::Kind::kGone;
  }
  return standings;
}

}  // namespace

Result<std::vector<UnitStanding>> look_at_each_unit(const store::Snapshot& snapshot, const std::string& real_root,
                                                    const std::string& table_path, const UnitList& units,
                                                    project::Project& project, const std::stop_token& stop) {
  auto table = deps::UnitTable::open_to_read(table_path);
  if (!table && table.error().code == ErrorCode::kNotFound) return all_stale(real_root, units);
  if (!table) return unexpected(table.error());
  // The table is newer than the snapshot: what was published since counts as missing, and it is.
  const auto is_live = [&](const std::string& path) { return snapshot.find_file(kSemanticLayer, path).has_value(); };
  const Rivals rivals = Rivals::of(snapshot, OutsideNames(real_root).list(project));
  UnitComparison comparison(real_root, *table, is_live, units, project, rivals);
  if (auto done = comparison.run(stop); !done) return unexpected(done.error());
  return std::move(comparison.standings);
}

Result<SemanticStatus> look_at_units(const store::Snapshot& snapshot, const std::string& real_root,
                                     const std::string& table_path, const UnitList& units, project::Project& project,
                                     const std::stop_token& stop) {
  if (!project.database().database) return SemanticStatus();
  auto standings = look_at_each_unit(snapshot, real_root, table_path, units, project, stop);
  if (!standings) return unexpected(standings.error());
  return status_of(units, *standings);
}

}  // namespace cairn::index
