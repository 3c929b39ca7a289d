// `cairn query`: asks the index, and exits.
#pragma once

#include <string>

#include "server/cli/options.h"

namespace cairn::server {

// `cairn query DIR symbol NAME` searches as workspace/symbol does; `definition NAME` takes
// exactly that name. One line per symbol, or JSON. Where the index is not complete and nobody else keeps it, units that
// may add to references, implementations, callers or derived types are indexed first. Exit codes: 0 found, 1 cannot run
// or nothing found; 128 and a signal's number.
int run_query(const Options& options, const std::string& indexer_program);

}  // namespace cairn::server
