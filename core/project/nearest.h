// Which entry lends its command to a file that has none.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "core/project/entry_table.h"

namespace cairn::project {

// The entry nearest to `path` (absolute, normalised) among sources and headers of
// the C family; nothing if there is none. In this order:
//   1. the same related_stem() in the same folder, 2. the same stem elsewhere: the
//   longest common folder prefix, then the most common folder names at the end
//   (include/llvm/Support/Path.h and lib/Support/Path.cpp), 3. the same folder,
//   4. the longest common folder prefix.
// Among equals an entry in the file's own language, then the first in table order.
// Cost: the entries of that stem, a binary search per parent folder, and a scan of
// the nearest folder that has any entry.
std::optional<EntryTable::Index> nearest_entry(const EntryTable& table, std::string_view path);

// The `limit` entries nearest to `path`, the nearest first: related stems before others,
// then the same folder, the longest common folder prefix, the most common folder names
// at the end; ties as above. Cost: a look at every entry.
std::vector<EntryTable::Index> nearest_entries(const EntryTable& table, std::string_view path, std::size_t limit);

}  // namespace cairn::project
