// What `$/indexStatus` answers.
#pragma once

#include "protocol/ext/index_status.h"
#include "server/session/index_host.h"

namespace cairn::server {

ext::IndexStatus make_index_status(const IndexHost& host);

}  // namespace cairn::server
