// One arena of jemalloc for each component, so that the bytes of each are exact at any time.
//
// Linking this folder replaces operator new and delete: memory comes from the arena of the component that is current
// (platform/base/component.h), and goes back to the arena that it came from, whichever component is current then.
// malloc(), and with it SQLite and other libraries in C, is left alone, in jemalloc's own arenas.
//
// How: each thread has a cache of jemalloc's for each component that it uses, so that caching never moves memory from
// one component to another. A free must know where memory came from: the arenas take their address space in chunks of
// their own (2 MiB), and a table with one byte for each chunk of the address space, of which a page or two are ever
// touched, names the component. Measured on an index of names, with every allocation in a component, the CPU time
// was the same as on plain malloc; without the threads' caches it was 2 % (one thread) to 20 % (two) more.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "platform/base/component.h"

namespace cairn::memory {

// Bytes in live allocations by component, rounded up to size classes. What threads other than the caller keep to
// allocate again counts as live: at most about 100 KiB for each thread and component that it works for.
using ComponentBytes = std::array<std::uint64_t, base::kComponentCount>;

// The arenas' figures as of the last read_allocator_stats(). kOther is 0: it has no arena of its own, what is in
// jemalloc's own arenas is stats.allocated without these. Nothing in builds without jemalloc. Thread-safe; about a
// microsecond for each component.
std::optional<ComponentBytes> read_component_bytes();

// Gives back to the arenas what the calling thread keeps to allocate again.
void flush_thread_caches();

// The component whose arena an allocation is in; kOther for any other address. Thread-safe.
base::Component component_of(const void* allocation);

}  // namespace cairn::memory
