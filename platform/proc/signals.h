// Signals as readable events instead of interruptions.
#pragma once

#include <initializer_list>

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"

namespace cairn::proc {

// Blocks `signals` in the calling thread and the threads it starts later, and
// returns a non-blocking signalfd that is readable while one of them is pending.
// Call once, in main, before other threads exist.
//
// Also sets what the rest of the program relies on: SIGPIPE is ignored (a write to
// a closed pipe is an EPIPE error), and SIGCHLD has its default disposition (with
// the ignored one, which a parent can hand down, children could not be waited for).
Result<base::UniqueFd> block_and_watch_signals(std::initializer_list<int> signals);

}  // namespace cairn::proc
