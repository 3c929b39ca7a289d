// `cairn index`: builds or refreshes the index, and exits.
#pragma once

#include "server/cli/options.h"

namespace cairn::server {

// Progress on stderr where that is a terminal, a summary on stdout. The exit code.
int run_index(const Options& options);

}  // namespace cairn::server
