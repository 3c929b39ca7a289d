// `cairn impact`: what a change costs, before it is made.
#pragma once

#include "server/cli/options.h"

namespace cairn::server {

// `cairn impact DIR FILE…|SYMBOL|FILE:LINE:COLUMN`, `--git REV`, `FILE --without HEADER`: units and targets that are
// built again, seconds, chains of includes; text, JSON or Graphviz. Exit codes: 0 told, 1 cannot run, or nothing of
// that name is known.
int run_impact(const Options& options);

}  // namespace cairn::server
