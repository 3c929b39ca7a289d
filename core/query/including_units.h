// Which units include a header, by the include graph of the index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/snapshot.h"

namespace cairn::query {

// Paths as the store has them. Units that include `header`, directly or through other
// files, at most `limit`: those with fewer files in between first, then one of the header's name, then
// those that share most leading folders with it, then by path. `is_unit` tells units
// from other files. Looks at a few thousand files at most, so of a header that everybody
// includes the units may be missing that are far off. Thread-safe.
std::vector<std::string> including_units(const store::Snapshot& snapshot, std::uint32_t layer, std::string_view header,
                                         std::size_t limit, const std::function<bool(std::string_view)>& is_unit);

}  // namespace cairn::query
