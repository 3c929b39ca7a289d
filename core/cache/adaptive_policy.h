// AdaptivePolicy: uses whichever policy would have had the most hits.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <unordered_map>

#include "core/cache/policy.h"

namespace cairn::cache {

// Beside the policy in use, each of the four runs as a shadow: keys and sizes only, on the same accesses and capacity.
// After every kWindow accesses the one with the most hits in them takes over, if it had at least kBetter percent of the
// accesses more than the one in use; it begins with the entries that are there. Begins with LRU. Costs some 200 bytes
// for each entry and shadow, and five times the policy's time for each access; see bench/cache.
class AdaptivePolicy : public Policy {
 public:
  static constexpr std::uint64_t kWindow = 500;
  static constexpr std::uint64_t kBetter = 2;

  explicit AdaptivePolicy(std::uint64_t capacity_bytes);

  void put(Key key, std::uint64_t size_bytes, Time now) override;
  void use(Key key, Time now) override;
  void remove(Key key) override;
  std::optional<Key> victim(const std::function<bool(Key)>& may_go) override { return current_->victim(may_go); }
  bool is_expired(Key key, Time now) const override { return current_->is_expired(key, now); }
  void set_capacity(std::uint64_t bytes) override;

  PolicyKind kind() const { return kind_; }

 private:
  struct Shadow {
    std::unique_ptr<Policy> policy;
    std::unordered_map<Key, std::uint64_t> sizes;
    std::uint64_t bytes = 0;
    std::uint64_t hits = 0;  // in this window
  };
  void access(Key key, std::uint64_t size_bytes, Time now);
  void choose(Time now);

  std::uint64_t capacity_bytes_;
  PolicyKind kind_ = PolicyKind::kLru;
  std::unique_ptr<Policy> current_;
  std::unordered_map<Key, std::uint64_t> sizes_;  // of what is in
  std::array<Shadow, kPolicyCount> shadows_;
  std::uint64_t accesses_ = 0;  // in this window
};

}  // namespace cairn::cache
