// Whether what a unit read through module files came out as it would have in its own order of includes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clang/indexer/imported_files.h"

namespace cairn::clang {

// A file that asked about a macro which another one, or none, has defined by then in the unit's order.
struct MacroMismatch {
  std::uint32_t file = 0;  // as in the record of the unit
  std::string name;
  bool operator==(const MacroMismatch&) const = default;
};

// Replays what the unit and the builds of its modules recorded, in the order of the unit's includes, as its exact parse
// would come by it: as long as each question has the answer that it had, the same lines are read, so that the next
// question is the one recorded. Behind a question with another answer what was recorded is taken all the same.
//
// `unit`: its files have the numbers of `imported` if they stand in it, others from `imported.size()` on. Each file is
// told once. Pure.
std::vector<MacroMismatch> replay_macros(const MacroRecord& unit, const ImportedFiles& imported);

}  // namespace cairn::clang
