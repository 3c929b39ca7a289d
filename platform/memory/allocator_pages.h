// Which pages of the process the allocator has taken, and how many of them are in memory.
//
// jemalloc's own stats.resident counts all of its metadata as resident, of which most is never touched: 2 to 5 MB too
// much, as much as an idle server has in all. The kernel knows better, if it is asked about the right addresses.
#pragma once

#include <cstddef>
#include <cstdint>

#include "platform/base/result.h"

namespace cairn::memory {

// Remembers address space that the allocator took and will never give back. For its hooks: thread-safe, allocates
// nothing, cannot fail; beyond kMaxNotedRanges, which growing steps make terabytes, it is not remembered.
inline constexpr std::size_t kMaxNotedRanges = 1024;
void note_allocator_range(const void* begin, std::size_t size);

// The same for what the allocator took before it had hooks: all large anonymous mappings that there are. Call before
// anything else can have made such mappings: while static objects are initialised.
void note_mappings_of_start();

// Bytes in memory of all that was noted, by mincore(2). Thread-safe; about 50 microseconds for each GB of addresses
// and for each 50 MB in memory.
Result<std::uint64_t> read_allocator_resident_bytes();

}  // namespace cairn::memory
