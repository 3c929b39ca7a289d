// Finds the manifests of a workspace, and reads of its folders only those that changed.
#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

#include "core/deps/packages/manifest_state.h"

namespace cairn::deps {

struct ManifestWalk {
  std::vector<std::string> changed;   // folders that are new, changed or gone; keys of Folders
  std::vector<std::string> problems;  // bounds that were met, and folders that cannot be read
  std::size_t listed = 0;             // folders that were read
};

// Makes `folders` what the disk has below `root` (absolute, without symbolic links): one stat(2) for each folder, and
// the names in those whose stamps differ or prove nothing. Not looked into: hidden folders, node_modules and
// CMakeFiles, folders that a CACHEDIR.TAG marks as a cache (as Cargo's target is), and whatever symbolic links lead
// to, so that nothing is found twice and no link leads out. Bounds: 200,000 folders, 20,000 manifests, 128 deep.
// Ends early once `stop` is requested.
ManifestWalk walk_manifests(const std::string& root, const std::stop_token& stop, Folders& folders);

// Whether a stamp that was read just now says that the file is what it is read as from now on.
bool is_proof(const fs::FileStamp& stamp);

}  // namespace cairn::deps
