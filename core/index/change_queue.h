// ChangeQueue: changes on the disk, coalesced, until it is time to look at them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cairn::index {

// One path that is another than before.
struct Change {
  enum class Kind : std::uint8_t { kCreated, kChanged, kRemoved };
  std::string path;  // absolute
  Kind kind = Kind::kChanged;
  bool operator==(const Change&) const = default;
};

// What is looked at together.
struct ChangeBatch {
  std::vector<Change> changes;                    // by path
  bool is_rescan = false;                         // anything may have changed: all has to be compared with the disk
  std::chrono::steady_clock::time_point first{};  // when the oldest of it came
};

// A file that comes and goes again is nothing, one that goes and comes back has changed (save by rename);
// whatever happens to one path is one change.
//
// When a batch is due: what comes after a rest, and is finished (a file was closed, or moved into place), at
// once; else when nothing has come for a while, which is longer the more came in this burst; but never more
// than kPatience times `debounce` after the oldest. A removal waits too, since most come back.
//
// Bounds: `max_paths`; above it the paths are forgotten and the next batch says is_rescan. Not thread-safe.
// Time comes from outside, so that tests need none.
class ChangeQueue {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::milliseconds;
  struct Limits {
    Duration debounce{50};
    std::size_t max_batch = 1000;
    std::size_t max_paths = 10'000;
  };
  static constexpr int kPatience = 20;
  static constexpr Duration kRest{500};  // without events: quiet again

  explicit ChangeQueue(Limits limits) : limits_(limits) {}

  // `is_finished`: no more is to be expected of this path at once. False if it was one too many.
  bool add(const std::string& path, Change::Kind kind, bool is_finished, Time now);
  // Anything may have changed.
  void add_rescan(Time now);
  // When take() should be called; none if nothing waits.
  std::optional<Time> due() const;
  // Everything that waits, but max_batch paths at most; what is left stays due.
  ChangeBatch take(Time now);

  bool empty() const { return pending_.empty() && !is_rescan_; }
  std::size_t size() const { return pending_.size(); }
  // When the oldest of what waits came. REQUIRES: !empty().
  Time first() const { return first_; }

 private:
  struct Pending {
    Change::Kind kind = Change::Kind::kChanged;
    bool is_finished = false;
  };
  void note_event(Time now);

  const Limits limits_;
  std::map<std::string, Pending> pending_;
  std::size_t unfinished_ = 0;  // of pending_
  bool is_rescan_ = false;
  Time first_{};                   // of what is pending
  std::optional<Time> last_;       // event at all
  std::optional<Time> last_take_;  // that gave something
  std::size_t burst_ = 0;          // events without a rest between
};

}  // namespace cairn::index
