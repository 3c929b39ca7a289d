// Which files some source may read together with others.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/store/snapshot.h"

namespace cairn::query {

// Paths, as the store has them, of all files that a source may read which also reads one of `files`, these included: by
// the includes of all scanned files of `layer`, whether they belong to a unit or not. A file that is not among them
// cannot use what only `files` declare. An include of which the scan does not know where it leads counts as leading to
// each file of that name, one by way of a macro to every file. Thread-safe; the time of one look at all includes, some
// tens of milliseconds for 60,000 files, and 100 bytes for each file.
std::unordered_set<std::string> read_together(const store::Snapshot& snapshot, std::uint32_t layer,
                                              const std::vector<std::string>& files);

}  // namespace cairn::query
