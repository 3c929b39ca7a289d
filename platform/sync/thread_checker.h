// ThreadChecker: the guard of a class that is "confined to one thread".
#pragma once

#if !defined(NDEBUG)
#include <atomic>
#include <cstdlib>
#include <thread>

#include "platform/base/log.h"
#endif

namespace cairn::sync {

// A member of the confined class, whose functions begin with `thread_checker_.check()`. The first
// thread that calls check() is the owner from then on, so that an object may be made on one thread
// and handed to another. A call from any other thread is a programming error: it logs and aborts.
// Release builds (NDEBUG) check nothing.
class ThreadChecker {
 public:
#if defined(NDEBUG)
  void check() const {}
#else
  void check() const {
    const std::thread::id here = std::this_thread::get_id();
    std::thread::id owner;
    if (owner_.compare_exchange_strong(owner, here) || owner == here) return;
    base::log_error("a function confined to one thread was called from another");
    std::abort();
  }

 private:
  mutable std::atomic<std::thread::id> owner_{};
#endif
};

}  // namespace cairn::sync
