// How much of some addresses of this process is in memory and its own.
#pragma once

#include <cstdint>
#include <vector>

#include "platform/base/result.h"

namespace cairn::memory {

struct AddressRange {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
};

// Anonymous bytes in memory in the pages of all ranges, from /proc/self/pagemap: those of no file, and pages of files
// that were changed for this process alone. Ranges need not be mapped. Thread-safe; some microseconds for each MB.
Result<std::uint64_t> count_anonymous_bytes(const std::vector<AddressRange>& ranges);

}  // namespace cairn::memory
