// What a file that comes or goes changes about files that include others.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/index/include_resolver.h"
#include "core/store/snapshot.h"

namespace cairn::index {

// Live files of the lexical layer with an include whose last component is one of `names`: it may lead elsewhere
// once a file of that name comes or goes. Reads all includes. Sorted. Thread-safe.
std::vector<std::string> files_that_include(const store::Snapshot& snapshot, const std::set<std::string>& names);

// Live files of the lexical layer with an include that `resolver` leads elsewhere than their rows say. Reads and
// resolves all includes: some seconds for a million of them. Sorted. Thread-safe.
std::vector<std::string> files_that_lead_elsewhere(const store::Snapshot& snapshot, const IncludeResolver& resolver);

// Live files of the lexical layer that are there only because others include them (not `is_kept`), and that none
// does any more, neither one that is kept nor through such as are. Thread-safe.
std::vector<std::string> files_out_of_reach(const store::Snapshot& snapshot,
                                            const std::function<bool(std::string_view)>& is_kept);

}  // namespace cairn::index
