#include "server/session/memory_history.h"

#include <utility>

namespace cairn::server {

void MemoryHistory::start() {
  samples_.reserve(kMaxSamples);
  take_sample();
  timer_.start(interval_, [this] { start(); });
}

void MemoryHistory::take_sample() {
  const std::optional<ext::MemorySample> sample = read_();
  if (!sample) return;
  samples_.push_back(*sample);
  if (samples_.size() < kMaxSamples) return;
  for (std::size_t i = 0; i < kMaxSamples / 2; ++i) samples_[i] = samples_[2 * i];
  samples_.resize(kMaxSamples / 2);
  interval_ *= 2;
}

}  // namespace cairn::server
