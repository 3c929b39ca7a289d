// MemoryWatch: ends a worker whose job takes more memory than it may.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>

#include "platform/io/event_loop.h"

namespace cairn::worker {

// Looks at a process while it has a job. Resident bytes are quick to read but count shared
// pages in full; PSS, which is the limit, is read only when they are over it. Confined to
// the loop thread.
class MemoryWatch {
 public:
  explicit MemoryWatch(io::EventLoop& loop) : timer_(loop) {}

  // From now until stop(), or until it calls back, once, with a line that says how much `job`
  // took and what the limit is. The next start() replaces this one.
  void start(pid_t pid, std::uint64_t limit_bytes, std::string job,
             std::function<void(const std::string& reason)> on_excess);
  void stop() { timer_.cancel(); }

 private:
  void look();

  pid_t pid_ = -1;
  std::uint64_t limit_bytes_ = 0;
  std::string job_;
  std::function<void(const std::string&)> on_excess_;
  io::Timer timer_;
};

}  // namespace cairn::worker
