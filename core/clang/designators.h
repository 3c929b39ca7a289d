// Which member or element each value of a braced list initialises.
#pragma once

#include <clang-c/Index.h>

#include <string>
#include <vector>

namespace cairn::clang {

struct Designator {
  CXCursor value;    // as written
  std::string name;  // "member" or "0"; empty for a base class
  std::string text;  // ".member=" or "[0]="; empty likewise
};

// For the values of an initialiser list of a class or array, up to the first one where
// it cannot be told: behind designators that are written and behind left-out braces.
std::vector<Designator> find_designators(CXCursor init_list);

}  // namespace cairn::clang
