// What `$/indexStatus` answers.
#pragma once

#include "protocol/ext/index_status.h"
#include "server/session/disk_changes.h"
#include "server/session/index_host.h"

namespace cairn::server {

ext::IndexStatus make_index_status(const IndexHost& host, const DiskChanges& disk);

}  // namespace cairn::server
