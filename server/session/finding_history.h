// What the leak detector found in a workspace, kept from session to session. The file: FORMAT.md.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "platform/base/result.h"

namespace cairn::server {

inline constexpr std::size_t kMaxKeptFindings = 200;

// Adds a finding, as JSON of one line, to the database; the oldest go when there are more than kMaxKeptFindings. A file
// that is damaged or of another version is made anew. Blocks; several servers may do it at once. kIo, kNoSpace,
// kUnavailable.
Result<void> add_finding(const std::string& file, const std::string& json);

// Newest first. None where there is no file, or none that can be read.
std::vector<std::string> read_findings(const std::string& file);

}  // namespace cairn::server
