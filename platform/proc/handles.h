// How many descriptors this process has open.
#pragma once

#include <cstdint>

#include "platform/base/result.h"

namespace cairn::proc {

// Counts the entries of /proc/self/fd (proc(5)), without the one for counting. Some microseconds for each hundred.
// Thread-safe.
Result<std::uint64_t> count_handles();

}  // namespace cairn::proc
