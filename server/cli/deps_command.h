// `cairn deps`: who includes whom, and what that costs.
#pragma once

#include "server/cli/options.h"

namespace cairn::server {

// `cairn deps DIR`: a summary; `--cycles`, `--costliest`, `--unused`: that part; as text or JSON; `--dot`: the graph.
// Exit codes: 0 told, 1 cannot run.
int run_deps(const Options& options);

}  // namespace cairn::server
