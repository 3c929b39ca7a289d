// The workspace's source files, as a walk of its folders finds them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.h"

namespace cairn::index {

struct WalkedFile {
  std::string path;  // relative to the root
  std::int64_t mtime_ns = 0;
  std::uint64_t size_bytes = 0;
};

struct WalkOptions {
  // Of .gitignore's kind, relative to the root; from the user's settings.
  std::vector<std::string> exclude_patterns;
  // Larger files are no sources that anybody wrote.
  std::uint64_t max_file_bytes = std::uint64_t{64} << 20;
  std::size_t max_files = 4'000'000;
};

struct WalkResult {
  std::vector<WalkedFile> files;      // by path
  std::vector<std::string> problems;  // folders that cannot be read, and bounds that were met; one line each
};

// Whether a file of this name is taken for C or C++.
bool is_source_name(std::string_view name);

// All sources below `root`, without what .gitignore files and the options leave out,
// hidden folders (those of version control and tools), and whatever symbolic links lead to (so that nothing is
// found twice, no link leads out of the workspace, and there are no loops). kCancelled
// soon after `stop` is requested. Thread-safe.
Result<WalkResult> walk_sources(const std::string& root, const WalkOptions& options, const std::stop_token& stop);

}  // namespace cairn::index
