// IncludeReach: which files of a unit a file includes, directly or not.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/clang/indexer/imported_files.h"
#include "core/clang/indexer/unit_rows.h"

namespace cairn::clang {

// Made of the include lines of a unit that has been parsed, and of those of the module files that it stands on;
// borrows nothing. A node is a file of the unit, by its number, or an imported one. Confined to one thread.
class IncludeReach {
 public:
  IncludeReach(const UnitRows& rows, const ImportedFiles* imported);

  std::uint32_t node_of_imported(std::uint32_t file) const { return first_imported_ + file; }

  // A file reaches itself.
  bool reaches(std::uint32_t from, std::uint32_t to);
  // By node, from all of `from` together.
  std::vector<bool> reached_from(std::vector<std::uint32_t> from) const;

 private:
  std::uint32_t first_imported_ = 0;
  std::vector<std::vector<std::uint32_t>> included_;              // by node
  std::unordered_map<std::uint32_t, std::vector<bool>> reached_;  // made when first asked for
};

}  // namespace cairn::clang
