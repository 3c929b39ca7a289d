// The units of a project with all that questions about its dependencies need to know of how they are built.
#pragma once

#include <span>
#include <stop_token>
#include <string>

#include "core/deps/project_units.h"
#include "core/index/unit_listing.h"
#include "core/index/unit_standing.h"
#include "core/project/project.h"

namespace cairn::index {

// All units, as listed. Reads CMake's replies and ninja's logs in the build folders; blocks. Ends early, with a part,
// once `stop` is requested.
deps::ProjectUnits describe_units(const UnitList& units, const project::ProjectDatabase& database,
                                  const std::string& real_root, const std::stop_token& stop);

// Notes which of the units are current, and which are gone. REQUIRES: as many as units are described.
void set_standings(std::span<const UnitStanding> standings, deps::ProjectUnits& described);

}  // namespace cairn::index
