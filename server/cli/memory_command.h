// `cairn memory`: where the memory of running servers is.
#pragma once

#include "server/cli/options.h"

namespace cairn::server {

// Asks the servers of this user through their sockets and prints what they answer: one as a table, several as a list,
// and as {"servers": [{"pid", "root", "report"}]} with --json. A folder chooses the servers whose workspace it is, or
// is in. Returns the exit code: 1 if none answers.
int run_memory(const Options& options);

}  // namespace cairn::server
