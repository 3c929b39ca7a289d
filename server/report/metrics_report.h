// What $/metrics says of the server.
#pragma once

#include "protocol/ext/metrics.h"
#include "server/session/server.h"

namespace cairn::server {

// Counters and durations since the start, and what waits and is kept now. Some 50 microseconds.
ext::Metrics make_metrics(const Server& server);

}  // namespace cairn::server
