// `cairn query`: asks the index, and exits.
#pragma once

#include "server/cli/options.h"

namespace cairn::server {

// `cairn query DIR symbol NAME` searches as workspace/symbol does; `definition NAME` takes
// exactly that name. One line per symbol, or JSON. Exit codes: 0 found, 1 cannot run or
// nothing found.
int run_query(const Options& options);

}  // namespace cairn::server
