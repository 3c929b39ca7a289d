// What a rule of tests/lint returns.
#pragma once

#include <string>
#include <vector>

namespace cairn::lint {

// One breach of a rule: where, and what to do about it. `line` starts at 1; 0 means the file as a whole.
struct Violation {
  std::string path;
  int line = 0;
  std::string message;
};

using Violations = std::vector<Violation>;

}  // namespace cairn::lint
