// IncludeReach: which files of a unit a file includes, directly or not.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/clang/indexer/unit_rows.h"

namespace cairn::clang {

// Made of the include lines of a unit that has been parsed; borrows nothing. Confined to one thread.
class IncludeReach {
 public:
  explicit IncludeReach(const UnitRows& rows);

  // A file reaches itself.
  bool reaches(std::uint32_t from, std::uint32_t to);

 private:
  std::vector<std::vector<std::uint32_t>> included_;              // by file
  std::unordered_map<std::uint32_t, std::vector<bool>> reached_;  // made when first asked for
};

}  // namespace cairn::clang
