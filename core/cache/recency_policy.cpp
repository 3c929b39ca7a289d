#include "core/cache/recency_policy.h"

#include <algorithm>

namespace cairn::cache {

void RecencyPolicy::put(Key key, std::uint64_t /*size_bytes*/, Time now) {
  remove(key);
  order_.push_back(key);
  places_.emplace(key, Place{std::prev(order_.end()), now});
}

void RecencyPolicy::use(Key key, Time /*now*/) {
  const auto place = places_.find(key);
  if (place != places_.end() && moves_on_use_) order_.splice(order_.end(), order_, place->second.at);
}

void RecencyPolicy::remove(Key key) {
  const auto place = places_.find(key);
  if (place == places_.end()) return;
  order_.erase(place->second.at);
  places_.erase(place);
}

std::optional<Key> RecencyPolicy::victim(const std::function<bool(Key)>& may_go) {
  const auto found = std::find_if(order_.begin(), order_.end(), may_go);
  return found == order_.end() ? std::nullopt : std::optional(*found);
}

bool RecencyPolicy::is_expired(Key key, Time now) const {
  if (moves_on_use_) return false;
  const auto place = places_.find(key);
  return place != places_.end() && now - place->second.put >= kTimeToLive;
}

}  // namespace cairn::cache
