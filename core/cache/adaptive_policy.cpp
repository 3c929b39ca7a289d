#include "core/cache/adaptive_policy.h"

#include <algorithm>

#include "core/cache/frequency_policy.h"
#include "core/cache/recency_policy.h"
#include "core/cache/tiny_lfu_policy.h"

namespace cairn::cache {

std::unique_ptr<Policy> make_policy(PolicyKind kind, std::uint64_t capacity_bytes) {
  switch (kind) {
    case PolicyKind::kLru:
      return std::make_unique<RecencyPolicy>(true);
    case PolicyKind::kLfu:
      return std::make_unique<FrequencyPolicy>();
    case PolicyKind::kTtl:
      return std::make_unique<RecencyPolicy>(false);
    case PolicyKind::kTinyLfu:
      return std::make_unique<TinyLfuPolicy>(capacity_bytes);
  }
  return nullptr;
}

AdaptivePolicy::AdaptivePolicy(std::uint64_t capacity_bytes)
    : capacity_bytes_(capacity_bytes), current_(make_policy(kind_, capacity_bytes)) {
  for (std::size_t i = 0; i < kPolicyCount; ++i) {
    shadows_[i].policy = make_policy(static_cast<PolicyKind>(i), capacity_bytes);
  }
}

void AdaptivePolicy::put(Key key, std::uint64_t size_bytes, Time now) {
  sizes_[key] = size_bytes;
  current_->put(key, size_bytes, now);
  access(key, size_bytes, now);
}

void AdaptivePolicy::use(Key key, Time now) {
  const auto size = sizes_.find(key);
  if (size == sizes_.end()) return;
  current_->use(key, now);
  access(key, size->second, now);
}

void AdaptivePolicy::remove(Key key) {
  sizes_.erase(key);
  current_->remove(key);
}

void AdaptivePolicy::set_capacity(std::uint64_t bytes) {
  capacity_bytes_ = bytes;
  current_->set_capacity(bytes);
  for (Shadow& shadow : shadows_) shadow.policy->set_capacity(bytes);
}

void AdaptivePolicy::access(Key key, std::uint64_t size_bytes, Time now) {
  for (Shadow& shadow : shadows_) {
    if (shadow.sizes.contains(key) && !shadow.policy->is_expired(key, now)) {
      ++shadow.hits;
      shadow.policy->use(key, now);
      continue;
    }
    if (const auto old = shadow.sizes.find(key); old != shadow.sizes.end()) shadow.bytes -= old->second;
    shadow.sizes[key] = size_bytes;
    shadow.bytes += size_bytes;
    shadow.policy->put(key, size_bytes, now);
    while (shadow.bytes > capacity_bytes_) {
      const auto victim = shadow.policy->victim([](Key) { return true; });
      if (!victim) break;
      shadow.policy->remove(*victim);
      shadow.bytes -= shadow.sizes.at(*victim);
      shadow.sizes.erase(*victim);
    }
  }
  if (++accesses_ >= kWindow) choose(now);
}

void AdaptivePolicy::choose(Time now) {
  const auto best = std::max_element(shadows_.begin(), shadows_.end(),
                                     [](const Shadow& a, const Shadow& b) { return a.hits < b.hits; });
  const Shadow& mine = shadows_[static_cast<std::size_t>(kind_)];
  if (best->hits >= mine.hits + kWindow * kBetter / 100) {
    kind_ = static_cast<PolicyKind>(best - shadows_.begin());
    // The next to go is put in first, so that recency survives.
    std::unique_ptr<Policy> next = make_policy(kind_, capacity_bytes_);
    while (const auto oldest = current_->victim([](Key) { return true; })) {
      current_->remove(*oldest);
      next->put(*oldest, sizes_.at(*oldest), now);
    }
    current_ = std::move(next);
  }
  accesses_ = 0;
  for (Shadow& shadow : shadows_) shadow.hits = 0;
}

}  // namespace cairn::cache
