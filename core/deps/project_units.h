// ProjectUnits: what is to be known of a project's build for questions about its dependencies. Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/deps/unit_table.h"

namespace cairn::deps {

struct ProjectUnit {
  UnitKey key;
  bool is_current = false;                // what the table of units says of it fits the disk
  bool is_gone = false;                   // there is no such file
  std::vector<std::uint32_t> targets;     // numbers, sorted
  std::optional<std::uint32_t> build_ms;  // what its last build took, where the build tool says so
};

struct ProjectTarget {
  std::string name;
  std::string kind;                  // for people
  std::vector<std::uint32_t> needs;  // numbers of targets that are built before it
};

struct ProjectUnits {
  std::vector<ProjectUnit> units;  // by key
  std::vector<ProjectTarget> targets;
  std::vector<std::string> problems;  // what could not be read, for people
};

}  // namespace cairn::deps
