// What `cairn memory` prints.
#pragma once

#include <string>
#include <vector>

#include "protocol/rpc/json.h"

namespace cairn::server {

// `server` is {"pid", "root", "report"}, with the result of $/memoryReport, from another process, perhaps of another
// version: whatever is missing or of another type reads as nothing. Pure.

// One server as a table: components by size, what is unaccounted, mapped files, workers, the budget.
std::string memory_table(const rpc::Json& server);

// Several servers, a line for each.
std::string memory_list(const std::vector<rpc::Json>& servers);

}  // namespace cairn::server
