// Gathering what `$/memoryReport`, `$/memoryUsage` and `$/metrics` answer.
#pragma once

#include <cstdint>
#include <optional>

#include "platform/memory/component_arenas.h"
#include "platform/memory/memory_tree.h"
#include "protocol/ext/memory_report.h"
#include "protocol/ext/metrics.h"
#include "server/session/server.h"

namespace cairn::server {

// Reads the kernel's, the allocator's and Cairn's own view at one moment. A process
// that ends meanwhile is left out. Takes some hundred microseconds, and as much for each
// 100 MB that the server and its workers have in memory, twice with full detail.
ext::MemoryReport make_memory_report(const Server& server, ext::MemoryDetail detail);

// The components of a report, and beside them what is unaccounted and what each worker
// has: the tree of $/memoryUsage. Pure.
ext::MemoryNode usage_tree(const ext::MemoryReport& report);

// `claims`: what containers say they hold, below the names of their components. Each component gets what its arena
// holds beyond them; where they claim more than that, they are wrong and left out. Pure.
memory::MemoryTree merge_claims(memory::MemoryTree claims, const memory::ComponentBytes& exact);

// A sample for the server's history; nothing if the kernel does not tell.
std::optional<ext::MemorySample> take_memory_sample();

}  // namespace cairn::server
