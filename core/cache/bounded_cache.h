// BoundedCache: values by key, never more than so many bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>

#include "core/cache/policy.h"

namespace cairn::cache {

// Confined to one thread.
template <typename Value>
class BoundedCache {
 public:
  BoundedCache(std::uint64_t capacity_bytes, std::unique_ptr<Policy> policy)
      : capacity_bytes_(capacity_bytes), policy_(std::move(policy)) {
    policy_->set_capacity(capacity_bytes);
  }

  // Null if it is not there any more, or never was. Valid until the next call.
  const Value* get(Key key, Time now) {
    const auto entry = entries_.find(key);
    if (entry == entries_.end()) return nullptr;
    if (policy_->is_expired(key, now)) {
      remove(key);
      return nullptr;
    }
    policy_->use(key, now);
    return &entry->second.value;
  }

  // `size_bytes`: of all that it takes. What is larger than a quarter of all is not kept.
  void put(Key key, Value value, std::uint64_t size_bytes, Time now) {
    remove(key);
    if (size_bytes > capacity_bytes_ / 4) return;
    entries_.emplace(key, Entry{std::move(value), size_bytes});
    bytes_ += size_bytes;
    policy_->put(key, size_bytes, now);
    make_room();
  }

  void remove(Key key) {
    const auto entry = entries_.find(key);
    if (entry == entries_.end()) return;
    policy_->remove(key);
    bytes_ -= entry->second.size_bytes;
    entries_.erase(entry);
  }

  void set_capacity(std::uint64_t bytes) {
    capacity_bytes_ = bytes;
    policy_->set_capacity(bytes);
    make_room();
  }

  std::uint64_t bytes() const { return bytes_; }
  std::size_t size() const { return entries_.size(); }
  std::uint64_t evictions() const { return evictions_; }
  const Policy& policy() const { return *policy_; }

 private:
  struct Entry {
    Value value;
    std::uint64_t size_bytes;
  };
  void make_room() {
    while (bytes_ > capacity_bytes_) {
      const auto victim = policy_->victim([](Key) { return true; });
      if (!victim) return;
      remove(*victim);
      ++evictions_;
    }
  }

  std::uint64_t capacity_bytes_;
  std::unique_ptr<Policy> policy_;
  std::unordered_map<Key, Entry> entries_;
  std::uint64_t bytes_ = 0;
  std::uint64_t evictions_ = 0;
};

}  // namespace cairn::cache
