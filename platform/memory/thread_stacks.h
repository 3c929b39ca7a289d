// The stacks of this process's threads.
//
// Linking this folder puts a step of ours between pthread_create() and a new thread: the thread works for the component
// that was current where it was started (platform/base/component.h), and its stack is known for as long as it lives.
// So no code that starts threads, ours or a library's, has to say anything.
#pragma once

#include <cstdint>

#include "platform/base/result.h"

namespace cairn::memory {

// Memory in use by the stacks of the main thread and of all threads started since, the threads' own variables
// included, from /proc/self/pagemap. 0 in builds without jemalloc. Thread-safe; some 10 microseconds for each thread.
Result<std::uint64_t> read_stack_bytes();

}  // namespace cairn::memory
