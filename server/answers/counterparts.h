// The other of source and header, by all that the index knows.
#pragma once

#include <string>
#include <vector>

#include "server/answers/project_view.h"

namespace cairn::server {

// Files of the index (absolute paths) whose name is that of `path` up to the suffix.
std::vector<std::string> files_of_same_name(const ProjectView& view, const std::string& path);

// Of a header, the source that defines most of what it declares; of a source, the header
// that declares most of what it defines. Among equals the one whose path has most folders in
// common with `path`, then the first. Empty where no file does. By rows of units, else by what
// a scan of the bytes took for declarations. Both run on any thread; paths are absolute.
std::string counterpart_by_symbols(const ProjectView& view, const std::string& path);

}  // namespace cairn::server
