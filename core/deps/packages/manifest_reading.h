// Reads one manifest of a workspace, with what it leads to, and nothing that it may not lead to.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/deps/packages/manifest_state.h"
#include "platform/base/result.h"

namespace cairn::deps {

// Grows with every change of what readers find: what others read is read again.
inline constexpr std::uint32_t kReadersVersion = 1;

// Which files a manifest may lead to: those in the workspace (`root`: absolute, without symbolic links), symbolic links
// resolved, and CMake's version files anywhere, which find_package itself would run. At most 10,000, of 4 MiB each.
// A package's folder that is named relative to the manifest and lies outside of the workspace is left out with a
// problem. `earlier`: what the manifest said before, whose packages stay if it is broken now. Counts files that were
// read in `files_read`. Thread-safe.
ManifestState read_manifest(const std::string& root, const std::string& path, const ManifestState* earlier,
                            std::size_t& files_read);

// Whether all that was read for this is as it was then. One stat(2) for each.
bool is_current(const std::string& root, const std::string& path, const ManifestState& manifest);

}  // namespace cairn::deps
