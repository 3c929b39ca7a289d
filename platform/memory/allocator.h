// The allocator's own view of the heap, and its switches. The only users of jemalloc are in this
// folder; in builds without it (sanitizers) nothing here fails, there is only nothing to tell.
#pragma once

#include <cstdint>
#include <optional>

#include "platform/base/result.h"

namespace cairn::memory {

// jemalloc's "stats.*" of the whole process, in bytes.
struct AllocatorStats {
  std::uint64_t allocated = 0;  // in live allocations, rounded up to size classes
  std::uint64_t active = 0;     // in pages that hold at least one of them
  std::uint64_t resident = 0;   // in physical memory: active, metadata and unused dirty pages
  std::uint64_t retained = 0;   // address space kept for reuse, without physical memory
  std::uint64_t mapped = 0;     // in extents in use or ready for use
  std::uint64_t metadata = 0;   // jemalloc's own, internal included
  std::uint64_t internal = 0;   // of allocated, what jemalloc allocated for itself
};

// The figures of now; flushes the caller's caches first (component_arenas.h). Nothing in builds without jemalloc.
// Thread-safe; takes some 100 microseconds.
std::optional<AllocatorStats> read_allocator_stats();

// Starts jemalloc's background thread, which returns free pages also while the server is idle, and lets threads that
// wait for work (platform/sync/idle_step.h) give back what they keep to allocate again. Call
// once at the start of main, after signals are blocked. Does nothing without jemalloc.
Result<void> configure_allocator();

// Gives all free pages of all arenas back to the system; some milliseconds. Does nothing without jemalloc.
void purge_allocator();

// Whether a heap profile may be switched on later: jemalloc is there and was started ready for it.
bool heap_profiling_available();

}  // namespace cairn::memory
