// `cairn doctor DIR [FILE]`: what Cairn knows about a project, and why a file is
// parsed the way it is.
#pragma once

#include <string>

#include "server/cli/options.h"

namespace cairn::server {

// Prints the report on stdout. Returns the exit code: 0, or 1 if something hinders
// answers, which the report or, if there is none, stderr names; 128 + n after signal n.
// Call on the main thread, before other threads exist.
int run_doctor(const Options& options, const std::string& worker_program);

}  // namespace cairn::server
