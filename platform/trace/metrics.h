// Metrics: counters and durations by name, for $/metrics, the log and the benches.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sync/mutex.h"

namespace cairn::trace {

// Durations in buckets that double: bucket 0 holds 0 µs, bucket i holds [2^(i−1), 2^i) µs, the last
// also all above. Fixed size. A percentile is interpolated inside its bucket and never above the
// maximum: at most a factor of two off, which is enough to see a regression. Confined to one thread.
class Histogram {
 public:
  void record(std::uint64_t duration_us);

  std::uint64_t count() const { return count_; }
  std::uint64_t total_us() const { return total_us_; }
  std::uint64_t max_us() const { return max_us_; }

  // The duration that `fraction` (0 to 1) of the recorded ones do not exceed; 0 if there are none.
  std::uint64_t percentile_us(double fraction) const;

 private:
  static constexpr std::size_t kBuckets = 40;  // the last begins at 2^38 µs, three days

  std::array<std::uint64_t, kBuckets> buckets_{};
  std::uint64_t count_ = 0;
  std::uint64_t total_us_ = 0;
  std::uint64_t max_us_ = 0;
};

struct CounterValue {
  std::string name;
  std::uint64_t value = 0;
};

struct SpanSummary {
  std::string name;
  std::uint64_t count = 0;
  std::uint64_t total_us = 0;
  std::uint64_t max_us = 0;
  std::uint64_t p50_us = 0;
  std::uint64_t p95_us = 0;
  std::uint64_t p99_us = 0;
};

// Both sorted by name.
struct MetricsSnapshot {
  std::vector<CounterValue> counters;
  std::vector<SpanSummary> spans;
};

// One object, handed around by reference. Thread-safe: each call takes a lock for one map lookup.
//
// Bounded, because names may come from the client: at most kMaxNames counters and as many spans, each
// name cut at kMaxNameBytes; what comes under further names is added to "other".
class Metrics {
 public:
  static constexpr std::size_t kMaxNames = 512;
  static constexpr std::size_t kMaxNameBytes = 128;

  void count(std::string_view name, std::uint64_t by = 1) CAIRN_EXCLUDES(mutex_);

  // Negative durations count as 0.
  void record(std::string_view span, std::chrono::microseconds duration) CAIRN_EXCLUDES(mutex_);

  MetricsSnapshot snapshot() const CAIRN_EXCLUDES(mutex_);

  // Bytes held, for memory reports.
  std::size_t memory_bytes() const CAIRN_EXCLUDES(mutex_);

 private:
  mutable sync::Mutex mutex_;
  // Guarded by mutex_.
  std::map<std::string, std::uint64_t, std::less<>> counters_ CAIRN_GUARDED_BY(mutex_);
  std::map<std::string, Histogram, std::less<>> spans_ CAIRN_GUARDED_BY(mutex_);
};

}  // namespace cairn::trace
