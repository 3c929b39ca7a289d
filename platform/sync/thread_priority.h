// The scheduling of threads that do what nobody waits for.
#pragma once

#include "platform/base/result.h"

namespace cairn::sync {

// Puts the calling thread, and no other, last in line: niceness 19, and input and output in the idle class, which is
// served when nobody else wants the disk (schedulers other than BFQ pay little heed). There is no way back without
// privileges, and children spawned by this thread inherit it: for threads made for the purpose. An error tells what
// could not be set; the rest is.
Result<void> lower_thread_priority();

}  // namespace cairn::sync
