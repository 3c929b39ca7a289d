// The units of a project, in groups that may share header modules.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/index/prelude/header_choice.h"
#include "core/index/unit_listing.h"
#include "core/project/compile_command.h"

namespace cairn::index {

struct PreludeGroup {
  std::string name;                // its options, for people: another group, another name
  std::uint64_t fingerprint = 0;   // of the units and their commands
  std::string directory;           // of one of its commands
  std::string sample;              // absolute: a unit of it
  std::vector<GroupedUnit> units;  // numbers are places in the list
};

// C++ only: a C tree's headers are small beside its sources, and types of C are merged more weakly. Groups of
// fewer than kLeastUnits units are left out. `command_for` takes an absolute path.
std::vector<PreludeGroup> group_units(const UnitList& list, const std::string& root,
                                      const std::function<project::CompileCommand(const ListedUnit&)>& command_for);

}  // namespace cairn::index
