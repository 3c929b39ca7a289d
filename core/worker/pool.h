// WorkerPool: how many workers there may be, and who has one.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

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
// Bounds: at most max_workers processes. When all are taken, the one whose session
// has been idle longest is taken away; when none is idle, sessions wait in order.
// Owned by the server; outlives every session. Confined to the loop thread.
class WorkerPool {
 public:
  // One session's claim on a worker. The pool calls `on_granted` when there is room
  // and `on_revoked` when the worker must go because another file needs the room.
  struct Tenant {
    std::function<void()> on_granted;
    std::function<void()> on_revoked;

   private:
    friend class WorkerPool;
    enum class State { kNone, kWaiting, kIdle, kBusy } state = State::kNone;
  };

  WorkerPool(io::EventLoop& loop, WorkerConfig config, PoolLimits limits, trace::Metrics& metrics);

  // Asks for room. on_granted may come before this returns.
  void request(Tenant& tenant);
  // Stops waiting; a tenant that has room already keeps it.
  void cancel_request(Tenant& tenant);
  // Gives the room back, or stops waiting for it. Call when the worker is gone.
  void release(Tenant& tenant);
  // Says whether the tenant's worker has work; only an idle one can be revoked.
  void set_busy(Tenant& tenant, bool busy);

  // Starts a process for a tenant that has room.
  Result<std::unique_ptr<WorkerProcess>> start_process(WorkerProcess::Callbacks callbacks);

  io::EventLoop& loop() { return loop_; }
  trace::Metrics& metrics() { return metrics_; }
  const PoolLimits& limits() const { return limits_; }
  // New limits, from now on. Idle workers above the number go; of busy ones as many as
  // are too many stay until they are idle and others wait for their room.
  void set_limits(const PoolLimits& limits);
  // Shared by all sessions: closing and opening a file does not lift its quarantine.
  Quarantine& quarantine() { return quarantine_; }
  const Quarantine& quarantine() const { return quarantine_; }

 private:
  void grant_waiting();
  bool revoke_one_idle();

  io::EventLoop& loop_;
  WorkerConfig config_;
  PoolLimits limits_;
  trace::Metrics& metrics_;
  Reaper reaper_;
  Quarantine quarantine_;
  std::uint64_t next_serial_ = 1;
  std::list<Tenant*> holders_;  // idle ones in order of going idle
  std::list<Tenant*> waiting_;
};

}  // namespace cairn::worker
