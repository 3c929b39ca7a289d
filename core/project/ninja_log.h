// How long each step of the last builds took: ninja's .ninja_log.
// Format: https://ninja-build.org/manual.html#ref_log, versions 5 to 7
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/base/result.h"

namespace cairn::project {

// Milliseconds of wall time by output, as the log writes it (relative to the build folder); of several entries the
// last. Lines that make no sense are left out, so half-written logs cost their last line. kUnsupported: another
// version. Pure.
Result<std::unordered_map<std::string, std::uint32_t>> parse_ninja_log(std::string_view text);

}  // namespace cairn::project
