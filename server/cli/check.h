// `cairn check DIR [FILE…]`: what clang says of many files, for people and for CI.
#pragma once

#include <string>

#include "server/cli/options.h"

namespace cairn::server {

inline constexpr int kExitCannotRun = 1;
inline constexpr int kExitFindings = 3;
inline constexpr int kExitSignalBase = 128;  // plus the signal's number

// Parses every file of the database, or the files named, and prints the report on
// stdout when all are done, progress on stderr. Returns the exit code: 0 without
// errors; kExitFindings with errors or files that could not be parsed; kExitCannotRun;
// kExitSignalBase + n, without a report, after signal n. Call on the main thread,
// before other threads exist.
int run_check(const Options& options, const std::string& worker_program);

}  // namespace cairn::server
