// Drives an event loop in a test until something holds, with a deadline instead of sleeps.
#pragma once

#include <chrono>
#include <functional>
#include <stdexcept>
#include <thread>

#include "platform/io/event_loop.h"

namespace cairn::io {

// Fails the test (by throwing) if `done` does not hold within 20 seconds.
inline void run_until(EventLoop& loop, const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("the awaited event did not happen");
    if (loop.poll() == 0) std::this_thread::yield();
  }
}

}  // namespace cairn::io
