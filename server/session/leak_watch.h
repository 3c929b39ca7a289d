// LeakWatch: samples the server's own heap while nothing goes on, and says when it leaks.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/leak/watch.h"
#include "platform/base/result.h"
#include "platform/io/event_loop.h"
#include "platform/memory/heap_profile.h"

namespace cairn::server {

// Takes a scan every `interval`, or as soon after as nothing has been going on for `quiet`, so that what a request
// holds while it is answered is not counted. Where there is no such moment within another interval, that scan is
// skipped. Confined to the loop thread; a scan takes about 200 microseconds, judging it some milliseconds after hours.
class LeakWatch {
 public:
  struct Config {
    std::chrono::milliseconds interval{std::chrono::minutes(5)};
    std::chrono::milliseconds quiet{std::chrono::seconds(2)};
    leak::Thresholds thresholds;
    bool is_adaptive = true;
  };
  struct Hooks {
    // Whether requests, parses or the index are under way.
    std::function<bool()> is_busy;
    // The bytes of all sites now; none: they cannot be told.
    std::function<std::optional<leak::Scan>()> read;
    // Gives back all that is kept for later.
    std::function<void()> clean_up;
    std::function<void(const leak::Finding&)> on_found;
    // Samples the heap from now on, or no more.
    std::function<void(bool is_on)> sample_heap;
    std::function<Result<memory::HeapProfile>()> read_heap;
    // Exchanges a worker that leaks for a fresh one.
    std::function<void(const leak::SiteReading&)> recycle;
  };
  // What is said of a finding beside the growth itself.
  struct Evidence {
    std::optional<std::int64_t> freed;  // at its site, by cleaning up; negative: it grew meanwhile
    // Folded, that grew most since there was suspicion; at most kMaxStacks. With bytes, or for handles with how many
    // are open.
    std::vector<std::string> stacks;
  };
  static constexpr std::size_t kMaxStacks = 3;

  LeakWatch(io::EventLoop& loop, Hooks hooks);

  // Begins, or goes on with another configuration. `interval` 0: takes no scans by itself.
  void start(const Config& config);

  // A scan at once, if nothing is going on. False: there was none.
  bool scan_now();
  // As leak::SiteWatch.
  bool dismiss(std::uint64_t id) { return watch_.dismiss(id); }

  const leak::SiteWatch& watch() const { return watch_; }
  const Config& config() const { return config_; }
  std::uint64_t skipped() const { return skipped_; }
  const std::optional<leak::Scan>& last_scan() const { return last_scan_; }
  Evidence evidence(std::uint64_t finding) const;

 private:
  void look();
  void take();
  void clean_up_after(const std::vector<leak::Finding>& found);
  void follow_suspicion();
  void find_stacks();
  std::vector<std::string> heap_stacks() const;
  void recycle_leaking();

  const Hooks hooks_;
  Config config_;
  leak::SiteWatch watch_{leak::Thresholds()};
  std::optional<leak::Scan> last_scan_;
  std::map<std::uint64_t, Evidence> evidence_;  // by finding
  // Of when the heap began to be sampled; none: it is not.
  std::optional<memory::HeapProfile> heap_before_;
  bool traces_handles_ = false;
  std::chrono::steady_clock::time_point due_;
  std::optional<std::chrono::steady_clock::time_point> quiet_since_;
  std::uint64_t skipped_ = 0;
  io::Timer timer_;
};

}  // namespace cairn::server
