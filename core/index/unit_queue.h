// UnitQueue: which unit is indexed next.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace cairn::index {

// Why a unit is wanted; the first comes first.
enum class Urgency : std::uint8_t {
  kAsked,      // an answer waits for it
  kOpen,       // open in the editor
  kNeighbour,  // in an open file's folder, or including what that includes
  kRecent,     // changed lately
  kRest,
};

// What else decides: within kRecent the newest first; otherwise the cheapest first, since
// that gives most answers soonest.
struct QueuedUnit {
  Urgency urgency = Urgency::kRest;
  std::int64_t mtime_ns = 0;
  std::uint64_t cost = 0;  // any unit of measure, the same for all
};

// Holds numbers of units, each once. A value; pure.
class UnitQueue {
 public:
  // Puts a unit in, or moves it to its new place.
  void put(std::size_t unit, const QueuedUnit& wish);
  // Moves a unit that is in the queue to the front of those that are asked for. False if it is not in.
  bool raise(std::size_t unit);
  void remove(std::size_t unit);
  // The next one, left in, and why it is wanted.
  struct Next {
    std::size_t unit;
    Urgency urgency;
  };
  std::optional<Next> next() const;
  // The next one, taken out.
  std::optional<std::size_t> pop();

  bool contains(std::size_t unit) const { return places_.contains(unit); }
  std::size_t size() const { return order_.size(); }
  bool empty() const { return order_.empty(); }
  void clear();

 private:
  struct Place {
    Urgency urgency;
    std::int64_t age;  // within kRecent; else 0
    std::uint64_t cost;
    std::size_t unit;
    auto operator<=>(const Place&) const = default;
  };
  static Place place_of(std::size_t unit, const QueuedUnit& wish);

  std::set<Place> order_;
  std::map<std::size_t, Place> places_;
};

}  // namespace cairn::index
