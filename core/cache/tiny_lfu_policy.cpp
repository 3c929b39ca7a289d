#include "core/cache/tiny_lfu_policy.h"

#include <algorithm>

namespace cairn::cache {
namespace {

constexpr std::uint64_t kWindowShare = 100;
// Odd multipliers, one for each row.
constexpr std::array<std::uint64_t, 4> kMultipliers = {0x9E3779B97F4A7C15U, 0xC2B2AE3D27D4EB4FU, 0x165667B19E3779F9U,
                                                       0xD6E8FEB86659FD93U};

}  // namespace

void TinyLfuPolicy::count(Key key) {
  for (std::size_t row = 0; row < kRows; ++row) {
    std::uint8_t& counter = counters_[row * kColumns + (key * kMultipliers[row] >> 32U) % kColumns];
    if (counter < kMostCount) ++counter;
  }
  if (++counted_ < 10 * kColumns) return;
  counted_ = 0;
  for (std::uint8_t& counter : counters_) counter /= 2;
}

std::uint8_t TinyLfuPolicy::frequency(Key key) const {
  std::uint8_t least = kMostCount;
  for (std::size_t row = 0; row < kRows; ++row) {
    least = std::min(least, counters_[row * kColumns + (key * kMultipliers[row] >> 32U) % kColumns]);
  }
  return least;
}

void TinyLfuPolicy::move(Place& place, Segment to) {
  list(to).splice(list(to).end(), list(place.segment), place.at);
  bytes(place.segment) -= place.size_bytes;
  bytes(to) += place.size_bytes;
  place.segment = to;
}

void TinyLfuPolicy::put(Key key, std::uint64_t size_bytes, Time /*now*/) {
  remove(key);
  count(key);
  list(Segment::kWindow).push_back(key);
  bytes(Segment::kWindow) += size_bytes;
  places_.emplace(key, Place{Segment::kWindow, size_bytes, std::prev(list(Segment::kWindow).end())});
  // As long as there is room, what leaves the window is on probation without a contest.
  while (bytes(Segment::kWindow) > capacity_bytes_ / kWindowShare && list(Segment::kWindow).size() > 1 &&
         bytes(Segment::kWindow) + bytes(Segment::kProbation) + bytes(Segment::kProtected) <= capacity_bytes_) {
    move(places_.at(list(Segment::kWindow).front()), Segment::kProbation);
  }
}

void TinyLfuPolicy::use(Key key, Time /*now*/) {
  const auto found = places_.find(key);
  if (found == places_.end()) return;
  count(key);
  Place& place = found->second;
  move(place, place.segment == Segment::kWindow ? Segment::kWindow : Segment::kProtected);
  while (bytes(Segment::kProtected) > capacity_bytes_ / 5 * 4 && list(Segment::kProtected).size() > 1) {
    move(places_.at(list(Segment::kProtected).front()), Segment::kProbation);
  }
}

void TinyLfuPolicy::remove(Key key) {
  const auto found = places_.find(key);
  if (found == places_.end()) return;
  bytes(found->second.segment) -= found->second.size_bytes;
  list(found->second.segment).erase(found->second.at);
  places_.erase(found);
}

std::optional<Key> TinyLfuPolicy::victim(const std::function<bool(Key)>& may_go) {
  const auto first_of = [&](Segment segment) {
    const auto found = std::find_if(list(segment).begin(), list(segment).end(), may_go);
    return found == list(segment).end() ? std::nullopt : std::optional(*found);
  };
  // The newest of all stays, if anything else may go: it is in use.
  std::optional<Key> candidate = first_of(Segment::kWindow);
  if (candidate && *candidate == list(Segment::kWindow).back() && places_.size() > 1) candidate.reset();
  std::optional<Key> defender = first_of(Segment::kProbation);
  if (!defender) defender = first_of(Segment::kProtected);
  if (!candidate) return defender ? defender : first_of(Segment::kWindow);
  if (!defender) return candidate;
  if (frequency(*candidate) <= frequency(*defender)) return candidate;
  move(places_.at(*candidate), Segment::kProbation);
  return defender;
}

}  // namespace cairn::cache
