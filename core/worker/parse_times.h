// ParseTimes: how long the parses of one file take, and what follows from that.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>

namespace cairn::worker {

// Confined to one thread; the clock is the caller's.
class ParseTimes {
 public:
  using Duration = std::chrono::milliseconds;
  static constexpr std::size_t kRemembered = 8;
  static constexpr Duration kShortestDelay{50};
  static constexpr Duration kLongestDelay{500};
  static constexpr Duration kShortestGrace{500};

  // A parse by a worker that had nothing yet, preamble included.
  void add_first(Duration took) { first_ = took; }
  // A parse again, by a worker that has a unit of the file.
  void add_again(Duration took);

  // How long to wait, after an edit, for the next one before parsing: as long as the parse
  // will take, as clangd does (the median of the last 8, within 50 and 500 ms). Typing in
  // a light file is parsed at every pause; in a heavy one a parse that the next keystroke
  // makes worthless is less likely to be under way.
  Duration edit_delay() const;

  // How long a worker may go on with what nobody waits for while newer work does. Killing
  // it costs a first parse, since the preamble goes with it: so it is left alone for twice
  // that time, and newer work never waits longer than about three times what it would
  // have cost to start anew at once. No shorter than 500 ms, because times vary with the
  // load of the machine; no longer than `longest`, and that long before the first parse.
  Duration grace(Duration longest) const;

 private:
  std::optional<Duration> first_;
  std::deque<Duration> again_;  // the newest last
};

}  // namespace cairn::worker
