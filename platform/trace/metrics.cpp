#include "platform/trace/metrics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "platform/trace/chrome_trace.h"

namespace cairn::trace {

namespace {

constexpr std::string_view kOtherName = "other";

// The entry `name`, made if it is new and there is room, else the one for all the rest. That one may
// come on top of kMaxNames.
template <typename Value>
Value& entry(std::map<std::string, Value, std::less<>>& entries, std::string_view name) {
  name = name.substr(0, Metrics::kMaxNameBytes);
  auto found = entries.find(name);
  if (found != entries.end()) return found->second;
  return entries[std::string(entries.size() < Metrics::kMaxNames ? name : kOtherName)];
}

template <typename Value>
std::size_t map_bytes(const std::map<std::string, Value, std::less<>>& entries) {
  constexpr std::size_t kNodeHeaderBytes = 32;  // colour and three pointers in libstdc++'s tree
  constexpr std::size_t kInlineNameBytes = 15;  // libstdc++ keeps such strings in the object
  std::size_t bytes = 0;
  for (const auto& [name, value] : entries) {
    bytes += kNodeHeaderBytes + sizeof(std::pair<const std::string, Value>);
    if (name.capacity() > kInlineNameBytes) bytes += name.capacity() + 1;
  }
  return bytes;
}

}  // namespace

void Histogram::record(std::uint64_t duration_us) {
  const auto bucket = static_cast<std::size_t>(std::bit_width(duration_us));
  ++buckets_[std::min(bucket, kBuckets - 1)];
  ++count_;
  total_us_ += duration_us;
  max_us_ = std::max(max_us_, duration_us);
}

std::uint64_t Histogram::percentile_us(double fraction) const {
  if (count_ == 0) return 0;
  // The rank, counted from 1, of the wanted duration among all, sorted.
  const double wanted = std::ceil(std::clamp(fraction, 0.0, 1.0) * static_cast<double>(count_));
  const std::uint64_t rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(wanted));
  std::uint64_t below = 0;
  std::size_t bucket = 0;
  while (below + buckets_[bucket] < rank) below += buckets_[bucket++];
  if (bucket == 0) return 0;
  const std::uint64_t low = std::uint64_t{1} << (bucket - 1);
  const double share = static_cast<double>(rank - below) / static_cast<double>(buckets_[bucket]);
  return std::min(max_us_, low + static_cast<std::uint64_t>(share * static_cast<double>(low)));
}

void Metrics::count(std::string_view name, std::uint64_t by) {
  const sync::MutexLock lock(mutex_);
  entry(counters_, name) += by;
}

void Metrics::record(std::string_view span, std::chrono::microseconds duration) {
  const auto duration_us = static_cast<std::uint64_t>(std::max<std::int64_t>(0, duration.count()));
  if (ChromeTrace* trace = process_trace()) trace->span(span, duration);
  const sync::MutexLock lock(mutex_);
  entry(spans_, span).record(duration_us);
}

MetricsSnapshot Metrics::snapshot() const {
  MetricsSnapshot result;
  const sync::MutexLock lock(mutex_);
  for (const auto& [name, value] : counters_) result.counters.push_back({name, value});
  for (const auto& [name, histogram] : spans_) {
    result.spans.push_back({name, histogram.count(), histogram.total_us(), histogram.max_us(),
                            histogram.percentile_us(0.50), histogram.percentile_us(0.95),
                            histogram.percentile_us(0.99)});
  }
  return result;
}

std::size_t Metrics::memory_bytes() const {
  const sync::MutexLock lock(mutex_);
  return sizeof(*this) + map_bytes(counters_) + map_bytes(spans_);
}

}  // namespace cairn::trace
