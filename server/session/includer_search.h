// Who includes a header, from the index: for Project::command_for.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/store/snapshot.h"

namespace cairn::server {

// A project::IncluderSearch over the newest rows; `snapshot` may be null. Paths are absolute
// on both sides; `root` is the workspace's. Bounded in time (core/query/including_units.h).
std::vector<std::string> search_includers(const store::Snapshot* snapshot, const std::string& root,
                                          const std::string& header,
                                          const std::function<bool(const std::string&)>& is_unit);

}  // namespace cairn::server
