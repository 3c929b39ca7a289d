// The most memory that this process had at once, since it last asked to count anew.
#pragma once

#include <cstdint>
#include <string_view>

#include "platform/base/result.h"

namespace cairn::proc {

// Counts from now on (proc(5), /proc/self/clear_refs, Linux 4.0). Where the kernel does not allow it, the peak is
// that since the process started.
void restart_peak();

// Bytes of anonymous memory at the peak. The kernel keeps the peak of the resident set alone; files, which hardly
// shrink meanwhile, are taken off as they are now. Some ten microseconds. Thread-safe.
Result<std::uint64_t> read_peak_anonymous_bytes();

// The same out of the text of /proc/self/status. kCorrupt if it lacks a line. Pure.
Result<std::uint64_t> parse_peak_anonymous_bytes(std::string_view status);

}  // namespace cairn::proc
