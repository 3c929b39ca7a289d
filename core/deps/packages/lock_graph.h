// What is wrong with the packages that one lock file chose: two versions of one in a program, circles.
#pragma once

#include <string>
#include <vector>

#include "core/deps/packages/package_facts.h"

namespace cairn::deps {

// Two versions of one package that one other needs, directly or not.
struct LockConflict {
  struct Version {
    const Package* package = nullptr;
    std::vector<std::string> way;  // "NAME VERSION" from who needs both to the package
  };
  std::string name;
  std::vector<Version> versions;  // two or more
};

struct LockCycle {
  std::vector<const Package*> way;  // the first does not stand again at the end
};

struct LockFindings {
  std::vector<LockConflict> conflicts;
  std::vector<LockCycle> cycles;
};

// Of what is resolved or found, by its needs. Conflicts only where a program holds one version of each package (conan,
// vcpkg): Cargo and npm choose several on purpose. Circles not of npm, which allows them, nor through the workspace's
// own packages, whose tests may need what needs them. Points into `facts`. Linear in packages and needs for each root.
LockFindings check_lock(const PackageFacts& facts);

}  // namespace cairn::deps
