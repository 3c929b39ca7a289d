// Files that are indexed besides those of the walk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/index/walk.h"
#include "core/store/snapshot.h"

namespace cairn::index {

// Adds those of `paths` (absolute, or seen from the root) that are not among `files`, which stay
// sorted by path: regular files, not too large, not left out by the options' patterns. At
// most kMaxExtraFiles at once. Blocks on the disk.
inline constexpr std::size_t kMaxExtraFiles = 100'000;
void add_extra_files(const std::string& root, const std::vector<std::string>& paths, const WalkOptions& options,
                     std::vector<WalkedFile>& files);

// Paths that are not among `files`, and that some other live file includes; with rows, or without if
// an update was broken off before they were scanned.
std::vector<std::string> included_before(const store::Snapshot& snapshot, std::uint32_t layer,
                                         const std::vector<WalkedFile>& files);

}  // namespace cairn::index
