// Governor: keeps the memory of all of Cairn's processes within one budget.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/govern/claim.h"
#include "core/govern/process_meter.h"
#include "core/govern/step.h"
#include "core/govern/step_ladder.h"
#include "core/govern/surroundings.h"
#include "platform/io/event_loop.h"
#include "platform/memory/kernel_files.h"
#include "platform/sync/thread_checker.h"
#include "platform/trace/metrics.h"

namespace cairn::govern {

// Who can give memory back. Registered with add(); called on the loop thread.
class Giver {
 public:
  virtual ~Giver() = default;
  // Another step holds.
  virtual void on_step(Step /*before*/, Step /*now*/) {}
  // Gives up the least valuable of what can be made again when it is asked for: the worker of an open file that nobody
  // asks. `also_hot`: even one that was asked a moment ago. False: there is none.
  virtual bool drop_one(bool /*also_hot*/) { return false; }
  // Ends processes that have nothing to do.
  virtual void end_idle() {}
  // There may be more room than before: a process has gone, a step down. `is_lasting`: the budget has grown, or nothing
  // has been done for a while, so that what did not fit may be tried again.
  virtual void on_room(bool /*is_lasting*/) {}
  // Nothing has been done for a while: what is kept for the next job may go.
  virtual void on_quiet() {}
};

// The one place that decides what may take memory. The budget bounds the sum of the PSS of the server and all its
// processes, each known by a Claim. Three ways to keep it:
//
// - Admission. Before an index job begins, admit() compares what the unit needed last time with what is left beside
//   what all others have or are expected to need. For an open file, which somebody waits for, make_room() takes from
//   index jobs and from files that nobody asks now.
// - Steps (step.h), by a ladder with hysteresis. What pushes it up: use of the budget, a job that lacks room, the
//   control group, PSI and the machine's free memory.
// - Verdicts. Use is read every 100 ms while something works, every 20 ms when it is near the budget. Beyond the
//   budget somebody has to end at once: idle indexers, index jobs, files that nobody asks, then the job that grows.
//
// Counters: governor.step.NAME, governor.outgrown, governor.displaced, governor.over_limit, governor.dropped,
// governor.quiet. Idle, without processes, it does nothing after it was quiet once. Confined to the loop thread.
class Governor {
 public:
  using Clock = std::chrono::steady_clock;
  struct Config {
    std::uint64_t limit_bytes = std::uint64_t{2} << 30;
    memory::KernelRoots roots;
    std::function<Clock::time_point()> now = [] { return Clock::now(); };
    // How long nothing must have happened until everything goes that is kept for later.
    std::chrono::milliseconds quiet{10'000};
  };
  enum class Admission : std::uint8_t {
    kYes,
    kAfterOthers,  // when other index jobs are done
    kLater,        // room is being made: on_room() follows
    kNever,        // not within this budget and beside what is open
  };
  // As reports show it.
  struct Status {
    std::uint64_t limit = 0;  // what is used of the budget at most, as the control group lets it
    std::uint64_t used = 0;   // as read last
    Step step = Step::kNone;
  };

  // `metrics` outlives the object, and the object all claims and givers.
  Governor(io::EventLoop& loop, trace::Metrics& metrics, Config config);
  ~Governor();
  Governor(const Governor&) = delete;
  Governor& operator=(const Governor&) = delete;

  void add(Giver& giver);
  void remove(Giver& giver);

  std::uint64_t limit_bytes() const { return config_.limit_bytes; }
  void set_limit(std::uint64_t bytes);

  // Whether an index job that needs `expected_bytes` (PSS) may begin, in a process with `claim` if it has one
  // already. Call again after on_room() for kLater; kNever holds until a lasting one.
  Admission admit(std::uint64_t expected_bytes, const Claim* claim);
  // For work that somebody waits for: takes from others until there is room, if there is enough to take. False: room
  // has to come from other open files that are busy.
  bool make_room(std::uint64_t expected_bytes, const Claim* claim);
  // What an index job could have if it were alone and all that can go were gone.
  std::uint64_t room_for_one() const;

  // How many index jobs may run at once now, of `wanted`; 0: none.
  std::size_t index_workers(std::size_t wanted, bool heeds_load) const;

  // The server does something without a process of its own: it is not quiet.
  void note_work();
  // Reads now, steps, judges. Runs by itself from begin() of a claim on; tests call it.
  void tick();
  Clock::time_point now() const { return config_.now(); }

  Status status() const { return {limit_, used_, ladder_.step()}; }

 private:
  friend class Claim;
  struct Need {
    std::uint64_t bytes = 0;
    Clock::time_point asked{};
  };

  void attach(Claim& claim);
  void detach(Claim& claim);
  void begun(Claim& claim);
  void forgotten();
  void room_changed(bool is_lasting);

  void read_processes();
  void read_surroundings_when_due();
  Strain strain() const;
  void take_step(Step before, Step now);
  bool drop_one(bool also_hot);
  void judge();
  void give_verdict(Claim& claim, Verdict::Kind kind);
  bool displace_index_job();
  Claim* to_blame();
  std::uint64_t committed_bytes(const Claim* without) const;
  std::uint64_t admissible_bytes() const;
  bool is_working() const;
  void schedule();
  void look_for_quiet();

  // Constant after construction.
  io::EventLoop& loop_;
  trace::Metrics& metrics_;
  Config config_;  // but for the limit

  std::vector<Giver*> givers_;
  std::vector<Claim*> claims_;

  // What was read last.
  ProcessMeter own_meter_;
  std::uint64_t own_bytes_ = 0;  // of the server
  std::uint64_t used_ = 0;
  std::uint64_t growth_ = 0;  // until the next reading, if it goes on as since the last one
  Clock::time_point read_at_{};
  std::uint64_t limit_ = 0;
  Surroundings surroundings_;
  Clock::time_point surroundings_read_{};

  StepLadder ladder_;
  std::optional<Need> need_;              // of an index job that waits for room
  std::optional<std::uint64_t> refused_;  // what there was no room for, with all done that can be
  Clock::time_point last_work_{};
  bool was_quiet_ = false;
  bool is_lasting_ = false;  // the room that room_timer_ tells of
  Clock::time_point due_{};  // the next tick
  io::Timer timer_;
  io::Timer room_timer_;
  sync::ThreadChecker thread_checker_;
};

}  // namespace cairn::govern
