// WorkerPool: how many workers there may be, and who has one.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "core/cache/adaptive_policy.h"
#include "core/cache/bounded_cache.h"
#include "core/govern/governor.h"
#include "core/worker/quarantine.h"
#include "core/worker/worker_process.h"
#include "platform/base/result.h"
#include "platform/io/event_loop.h"
#include "platform/memory/memory_tree.h"
#include "platform/trace/metrics.h"

namespace cairn::worker {

struct PoolLimits {
  // Workers alive at once: one open file each, 50 to 370 MB with a parsed C++ file.
  std::size_t max_workers = 8;
  // PSS of one worker; above it the worker is killed.
  std::uint64_t worker_memory_bytes = std::uint64_t{2} << 30;
  // A worker is exchanged for a fresh one after this many jobs, or when it holds this
  // much more than twice what it held after its first parse.
  std::size_t recycle_after_jobs = 1000;
  std::uint64_t recycle_growth_bytes = std::uint64_t{256} << 20;
  // How long its file must have been left alone first.
  std::chrono::milliseconds recycle_pause{5000};
};

// Hands out workers to UnitSessions. libclang can be neither interrupted nor
// trusted, so a worker serves one file only, and taking it away means killing it.
//
// Bounds: at most max_workers processes, and as much memory as the governor gives. When
// either is used up, the idle worker that is least likely to be asked again (core/cache) is taken away; when none
// is idle, sessions wait in order. Owned by the server; outlives every session. Confined
// to the loop thread.
class WorkerPool : public govern::Giver {
 public:
  static constexpr std::uint64_t kAnswerBytes = std::uint64_t{2} << 20;

  // One session's claim on a worker. The pool calls `on_granted` when there is room
  // and `on_revoked` when the worker must go because others need the room. `on_more_room`
  // comes once after wait_for_more_room().
  struct Tenant {
    std::function<void()> on_granted;
    std::function<void()> on_revoked;
    std::function<void()> on_more_room = {};
    // What its file had in memory (PSS) at most while it was parsed last; 0: not known.
    std::uint64_t expected_bytes = 0;
    // Names the file: how often it is asked outlives its worker. 0: every file by itself.
    cache::Key file = 0;

   private:
    friend class WorkerPool;
    enum class State { kNone, kWaiting, kIdle, kBusy } state = State::kNone;
    govern::Governor::Clock::time_point used{};  // when it was idle first after its last work
  };

  // `governor` and `metrics` outlive the object.
  WorkerPool(io::EventLoop& loop, govern::Governor& governor, WorkerConfig config, PoolLimits limits,
             trace::Metrics& metrics);
  ~WorkerPool() override;

  // Asks for room. on_granted may come before this returns.
  void request(Tenant& tenant);
  // Stops waiting; a tenant that has room already keeps it.
  void cancel_request(Tenant& tenant);
  // Gives the room back, or stops waiting for it. Call when the worker is gone.
  void release(Tenant& tenant);
  // Says whether the tenant's worker has work; only an idle one can be revoked.
  void set_busy(Tenant& tenant, bool busy);
  // The tenant's file needs more memory than the budget leaves, until that grows.
  void wait_for_more_room(Tenant& tenant);
  // What to expect of a file: what it needed last, else what the largest one needed lately.
  std::uint64_t expected_bytes(const Tenant& tenant) const;
  // A parse is done: what it needed.
  void note_peak(Tenant& tenant, std::uint64_t bytes);

  // Starts a process for a tenant that has room.
  Result<std::unique_ptr<WorkerProcess>> start_process(WorkerProcess::Callbacks callbacks);

  io::EventLoop& loop() { return loop_; }
  govern::Governor& governor() { return governor_; }
  trace::Metrics& metrics() { return metrics_; }
  const PoolLimits& limits() const { return limits_; }
  // New limits, from now on. Idle workers above the number go; of busy ones as many as
  // are too many stay until they are idle and others wait for their room.
  void set_limits(const PoolLimits& limits);
  // Shared by all sessions: closing and opening a file does not lift its quarantine.
  Quarantine& quarantine() { return quarantine_; }
  // Answers that stay right as long as a file's inputs are the same, as their bytes. By a hash of all that they depend
  // on. At most kAnswerBytes, a quarter of that while memory is short.
  cache::BoundedCache<std::string>& answers() { return answers_; }
  // What they take, without what the choice among them takes.
  std::size_t answer_bytes() const {
    return answers_.bytes() - std::min(answers_.bytes(), answers_.size() * kAnswerOverhead);
  }
  // Of a kept answer: its entry, and those of the policies.
  static constexpr std::uint64_t kAnswerOverhead = 512;
  // A number for a file's inputs; never given twice.
  std::uint64_t next_inputs_number() { return ++inputs_numbers_; }
  const Quarantine& quarantine() const { return quarantine_; }

 private:
  bool drop_one(bool also_hot) override;
  void on_step(govern::Step before, govern::Step now) override;
  void on_room(bool is_lasting) override;
  void grant_waiting();
  bool revoke_one_idle(bool also_hot);

  io::EventLoop& loop_;
  govern::Governor& governor_;
  WorkerConfig config_;
  PoolLimits limits_;
  trace::Metrics& metrics_;
  Reaper reaper_;
  Quarantine quarantine_;
  std::uint64_t next_serial_ = 1;
  std::list<Tenant*> holders_;  // idle ones in order of going idle
  std::list<Tenant*> waiting_;
  std::list<Tenant*> too_large_;
  std::uint64_t limit_when_too_large_ = 0;
  std::uint64_t inputs_numbers_ = 0;
  cache::AdaptivePolicy values_;  // of holders
  cache::BoundedCache<std::string> answers_;
  std::uint64_t largest_peak_bytes_ = 0;
};

}  // namespace cairn::worker
