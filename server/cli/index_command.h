// `cairn index`: builds or refreshes the index, and exits.
#pragma once

#include <string>

#include "server/cli/options.h"

namespace cairn::server {

// The names first, then the units of the compilation database, by `indexer_program`.
// Progress on stderr where that is a terminal, a summary on stdout. The exit code:
// kExitFindings when units failed, kExitSignalBase + n after signal n.
int run_index(const Options& options, const std::string& indexer_program);

}  // namespace cairn::server
