// JobLimit: ends a job that takes more processor time than it may.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "platform/io/event_loop.h"

namespace cairn::worker {

// The limit is of the process' own CPU time, because on a busy machine good work takes many
// times as long. Wall time counts where that says nothing: behind the limit a process that
// uses hardly any from one look to the next hangs, and none may take kWallFactor times as
// long. Looks kLooks times a limit. Confined to the loop thread.
class JobLimit {
 public:
  static constexpr int kWallFactor = 4;
  static constexpr int kLooks = 4;
  static constexpr int kIdleShare = 100;  // less than this part of the time is no work

  explicit JobLimit(io::EventLoop& loop) : timer_(loop) {}

  // CPU time used by the process so far; none if that cannot be told.
  using CpuClock = std::function<std::optional<std::chrono::nanoseconds>()>;

  // From now until stop(), or until it calls back, once, with what was exceeded ("400 ms of
  // CPU time"). The next start() replaces this one.
  void start(CpuClock cpu, std::chrono::milliseconds limit, std::function<void(const std::string& what)> on_excess);
  void stop() { timer_.cancel(); }

 private:
  void look();

  CpuClock cpu_;
  std::chrono::milliseconds limit_{};
  std::function<void(const std::string&)> on_excess_;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point looked_;
  std::chrono::nanoseconds used_before_{};  // when it started
  std::chrono::nanoseconds used_till_look_{};
  io::Timer timer_;
};

}  // namespace cairn::worker
