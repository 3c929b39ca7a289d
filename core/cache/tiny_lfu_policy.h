// W-TinyLFU. For this folder's sources only.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <unordered_map>
#include <vector>

#include "core/cache/policy.h"

namespace cairn::cache {

// Newcomers enter a window (LRU) of a hundredth of the capacity, at least one entry. What the window has no room for
// competes with what the main part (segmented LRU: on probation, protected after a second use, four fifths) would give
// up next: the one used less, of late, goes. Use is remembered beyond eviction in a count-min sketch of 4-bit counters
// in bytes, 4 rows of 4096, halved after ten times as many uses.
class TinyLfuPolicy : public Policy {
 public:
  explicit TinyLfuPolicy(std::uint64_t capacity_bytes) { set_capacity(capacity_bytes); }

  void put(Key key, std::uint64_t size_bytes, Time now) override;
  void use(Key key, Time now) override;
  void remove(Key key) override;
  std::optional<Key> victim(const std::function<bool(Key)>& may_go) override;
  void set_capacity(std::uint64_t bytes) override { capacity_bytes_ = bytes; }

 private:
  static constexpr std::size_t kRows = 4;
  static constexpr std::size_t kColumns = 4096;
  static constexpr std::uint8_t kMostCount = 15;

  enum class Segment : std::uint8_t { kWindow, kProbation, kProtected };
  struct Place {
    Segment segment;
    std::uint64_t size_bytes;
    std::list<Key>::iterator at;
  };
  std::list<Key>& list(Segment segment) { return lists_[static_cast<std::size_t>(segment)]; }
  std::uint64_t& bytes(Segment segment) { return bytes_[static_cast<std::size_t>(segment)]; }
  void move(Place& place, Segment to);
  void count(Key key);
  std::uint8_t frequency(Key key) const;

  std::uint64_t capacity_bytes_ = 0;
  std::array<std::list<Key>, 3> lists_;  // each in order of use, the oldest first
  std::array<std::uint64_t, 3> bytes_{};
  std::unordered_map<Key, Place> places_;
  std::vector<std::uint8_t> counters_ = std::vector<std::uint8_t>(kRows * kColumns);
  std::uint64_t counted_ = 0;
};

}  // namespace cairn::cache
