// Who includes whom, as the scan of the sources knows it: without flags, so roughly.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/store/snapshot.h"

namespace cairn::index {

// `path` and the files of the workspace that it includes, directly or through others; at most
// `limit`, nearest first. For a unit whose parser cannot say what it includes. Thread-safe.
std::vector<std::string> include_closure(const store::Snapshot& snapshot, const std::string& path, std::size_t limit);

// Files that include what one of `paths` includes, or one of them itself; at most `limit`.
std::vector<std::string> files_with_same_includes(const store::Snapshot& snapshot,
                                                  const std::vector<std::string>& paths, std::size_t limit);

}  // namespace cairn::index
