// How far an index is, seen by a process that only reads it.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "core/index/semantic_status.h"
#include "core/index/unit_listing.h"
#include "core/index/unit_standing.h"
#include "core/project/project.h"
#include "core/store/snapshot.h"
#include "platform/base/result.h"

namespace cairn::index {

// Compares the units of a project with the disk, with the table of units at `table_path`, and
// with the rows of `snapshot`: a unit is done if this very snapshot has its rows. Another
// process may be writing. Changes nothing. Without a table no unit is done; of a project
// without a database nothing is listed. Errors: the table cannot be read; kCancelled. Blocks.
// `real_root`: the root without symbolic links.
Result<SemanticStatus> look_at_units(const store::Snapshot& snapshot, const std::string& real_root,
                                     const std::string& table_path, const UnitList& units, project::Project& project,
                                     const std::stop_token& stop);

// The same, unit by unit, as listed.
Result<std::vector<UnitStanding>> look_at_each_unit(const store::Snapshot& snapshot, const std::string& real_root,
                                                    const std::string& table_path, const UnitList& units,
                                                    project::Project& project, const std::stop_token& stop);

}  // namespace cairn::index
