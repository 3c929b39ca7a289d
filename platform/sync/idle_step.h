// What a thread does before it waits for work that may not come for long.
#pragma once

namespace cairn::sync {

// The step is for the whole process and every BackgroundThread: the allocator gives back what the thread keeps
// (platform/memory sets it; that folder may not be named here). Thread-safe; `step` may run on any thread, must not
// throw, and should take some microseconds. Null: none, as at first.
void set_idle_step(void (*step)());
void run_idle_step();

}  // namespace cairn::sync
