// Gathering what `$/memoryReport`, `$/memoryUsage` and `$/metrics` answer.
#pragma once

#include "protocol/ext/memory_report.h"
#include "protocol/ext/metrics.h"
#include "server/session/server.h"

namespace cairn::server {

// Reads the kernel's, the allocator's and Cairn's own view at one moment. A process
// that ends meanwhile is left out.
ext::MemoryReport make_memory_report(const Server& server);

// Every component's own count of its bytes.
ext::MemoryNode component_tree(const Server& server);

ext::Metrics make_metrics(const trace::Metrics& metrics);

}  // namespace cairn::server
