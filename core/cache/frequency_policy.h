// LFU: entries by how often they were used. For this folder's sources only.
#pragma once

#include <unordered_map>

#include "core/cache/policy.h"

namespace cairn::cache {

// Finding a victim looks at all entries: for caches of some thousand that is less than what an entry costs to make.
class FrequencyPolicy : public Policy {
 public:
  void put(Key key, std::uint64_t size_bytes, Time now) override;
  void use(Key key, Time now) override;
  void remove(Key key) override { entries_.erase(key); }
  std::optional<Key> victim(const std::function<bool(Key)>& may_go) override;

 private:
  // Counts are halved after so many uses for each entry.
  static constexpr std::uint64_t kUsesPerAging = 10;

  struct Entry {
    std::uint64_t count = 0;
    std::uint64_t last = 0;  // use, of all counted
  };
  std::unordered_map<Key, Entry> entries_;
  std::uint64_t uses_ = 0;
  std::uint64_t aged_at_ = 0;
};

}  // namespace cairn::cache
