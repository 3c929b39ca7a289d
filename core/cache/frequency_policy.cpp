#include "core/cache/frequency_policy.h"

#include <algorithm>
#include <utility>

namespace cairn::cache {

void FrequencyPolicy::put(Key key, std::uint64_t /*size_bytes*/, Time now) {
  entries_[key] = {};
  use(key, now);
}

void FrequencyPolicy::use(Key key, Time /*now*/) {
  const auto entry = entries_.find(key);
  if (entry == entries_.end()) return;
  ++entry->second.count;
  entry->second.last = ++uses_;
  if (uses_ - aged_at_ < kUsesPerAging * std::max<std::uint64_t>(entries_.size(), 16)) return;
  aged_at_ = uses_;
  for (auto& [other, each] : entries_) each.count /= 2;
}

std::optional<Key> FrequencyPolicy::victim(const std::function<bool(Key)>& may_go) {
  std::optional<std::pair<std::pair<std::uint64_t, std::uint64_t>, Key>> least;
  for (const auto& [key, entry] : entries_) {
    const std::pair place(std::pair(entry.count, entry.last), key);
    if ((!least || place < *least) && may_go(key)) least = place;
  }
  return least ? std::optional(least->second) : std::nullopt;
}

}  // namespace cairn::cache
