// LRU and TTL: entries in the order of a time. For this folder's sources only.
#pragma once

#include <list>
#include <unordered_map>

#include "core/cache/policy.h"

namespace cairn::cache {

class RecencyPolicy : public Policy {
 public:
  // `moves_on_use`: LRU; else the order is that of putting in, and entries expire.
  explicit RecencyPolicy(bool moves_on_use) : moves_on_use_(moves_on_use) {}

  void put(Key key, std::uint64_t size_bytes, Time now) override;
  void use(Key key, Time now) override;
  void remove(Key key) override;
  std::optional<Key> victim(const std::function<bool(Key)>& may_go) override;
  bool is_expired(Key key, Time now) const override;

 private:
  struct Place {
    std::list<Key>::iterator at;
    Time put;
  };
  const bool moves_on_use_;
  std::list<Key> order_;  // the next to go first
  std::unordered_map<Key, Place> places_;
};

}  // namespace cairn::cache
