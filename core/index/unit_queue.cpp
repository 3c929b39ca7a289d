#include "core/index/unit_queue.h"

namespace cairn::index {

UnitQueue::Place UnitQueue::place_of(std::size_t unit, const QueuedUnit& wish) {
  return {wish.urgency, wish.urgency == Urgency::kRecent ? -wish.mtime_ns : 0, wish.cost, unit};
}

void UnitQueue::put(std::size_t unit, const QueuedUnit& wish) {
  remove(unit);
  const Place place = place_of(unit, wish);
  order_.insert(place);
  places_.emplace(unit, place);
}

bool UnitQueue::raise(std::size_t unit) {
  const auto known = places_.find(unit);
  if (known == places_.end()) return false;
  put(unit, {Urgency::kAsked, 0, known->second.cost});
  return true;
}

void UnitQueue::remove(std::size_t unit) {
  const auto known = places_.find(unit);
  if (known == places_.end()) return;
  order_.erase(known->second);
  places_.erase(known);
}

std::optional<UnitQueue::Next> UnitQueue::next() const {
  if (order_.empty()) return std::nullopt;
  return Next{order_.begin()->unit, order_.begin()->urgency};
}

std::optional<std::size_t> UnitQueue::pop() {
  if (order_.empty()) return std::nullopt;
  const std::size_t unit = order_.begin()->unit;
  order_.erase(order_.begin());
  places_.erase(unit);
  return unit;
}

void UnitQueue::clear() {
  order_.clear();
  places_.clear();
}

}  // namespace cairn::index
