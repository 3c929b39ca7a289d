#include "core/index/project_units.h"

#include <utility>

#include "core/project/build_steps.h"
#include "platform/fs/path.h"

namespace cairn::index {

deps::ProjectUnits describe_units(const UnitList& units, const project::ProjectDatabase& database,
                                  const std::string& real_root, const std::stop_token& stop) {
  deps::ProjectUnits described;
  if (!database.database) return described;
  project::BuildSteps steps(*database.database, std::string(fs::parent_path(database.path)), real_root);
  for (std::size_t i = 0; i < units.size() && !stop.stop_requested(); ++i) {
    project::BuildStep step = steps.step_of(absolute_path(real_root, units[i].key.path), units[i].entry);
    described.units.push_back({units[i].key, false, false, std::move(step.targets), step.build_ms});
  }
  for (const project::BuildTarget& each : steps.targets()) {
    described.targets.push_back({each.name, each.kind, each.needs});
  }
  described.problems = steps.problems();
  return described;
}

void set_standings(std::span<const UnitStanding> standings, deps::ProjectUnits& described) {
  for (std::size_t i = 0; i < described.units.size(); ++i) {
    described.units[i].is_current = standings[i].kind == UnitStanding::Kind::kDone;
    described.units[i].is_gone = standings[i].kind == UnitStanding::Kind::kGone;
  }
}

}  // namespace cairn::index
