// MemoryHistory: how the server's memory went since it started.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "platform/io/event_loop.h"
#include "protocol/ext/memory_report.h"

namespace cairn::server {

// Takes a sample every interval(), at first every ten seconds. It keeps kMaxSamples: when they are all there, every
// second one is dropped and the interval doubles, so that they always span the whole session. Confined to the loop
// thread.
class MemoryHistory {
 public:
  static constexpr std::size_t kMaxSamples = 240;
  using Read = std::function<std::optional<ext::MemorySample>()>;

  // `read` takes a sample, or says that it cannot be taken now.
  MemoryHistory(io::EventLoop& loop, Read read) : read_(std::move(read)), timer_(loop) {}

  void start();
  void take_sample();

  std::chrono::seconds interval() const { return interval_; }
  // Oldest first.
  const std::vector<ext::MemorySample>& samples() const { return samples_; }

 private:
  const Read read_;
  std::chrono::seconds interval_{10};
  std::vector<ext::MemorySample> samples_;
  io::Timer timer_;
};

}  // namespace cairn::server
