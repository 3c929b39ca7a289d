// IndexWorker: one cairn-indexer process and the lease that it has.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/govern/claim.h"
#include "core/govern/governor.h"
#include "core/worker/frame.h"
#include "core/worker/messages.h"
#include "core/worker/reaper.h"
#include "core/worker/worker_process.h"
#include "platform/base/result.h"
#include "platform/io/event_loop.h"
#include "platform/trace/metrics.h"

namespace cairn::worker {

struct IndexWorkerLimits {
  // PSS of the process; above it it is killed.
  std::uint64_t memory_bytes = std::uint64_t{2} << 30;
  // Until a new process has said hello.
  std::chrono::milliseconds start{30'000};
  // A process is exchanged for a fresh one after this many units, or when it holds this much.
  std::size_t recycle_after_jobs = 200;
  std::uint64_t recycle_bytes = std::uint64_t{400} << 20;
};

// Why a job came to no answer.
struct LostLease {
  enum class Kind {
    kRefused,    // the worker says that it cannot be done; it lives
    kDied,       // the job killed it, or was killed for its time or for more memory than any process may have
    kOutgrew,    // the job was killed for more memory than was expected and than the budget left
    kDisplaced,  // it was killed because others needed its room
    kKilled,     // somebody else killed the process
    kNoProcess,  // there was none to do it: nothing is known of the job
  };
  Kind kind = Kind::kNoProcess;
  std::string reason;                 // one line, for people
  std::uint64_t anonymous_bytes = 0;  // that the process had, for kOutgrew
};

// Does one job at a time, in a process that is started when there is one and kept until it is
// worn. Each job ends in exactly one of the callbacks, none of which comes from inside a call;
// destroying the object kills the process and says nothing. Confined to the loop thread.
class IndexWorker {
 public:
  struct Callbacks {
    std::function<void(IndexedUnit)> on_indexed;
    std::function<void(DeliveredRows)> on_delivered;
    std::function<void(CommandDescription)> on_described;
    std::function<void(BuiltPrelude)> on_built;
    std::function<void(LostLease)> on_lost;
  };

  // `governor`, `reaper` and `metrics` outlive the object. `serial` names the first process' folder; the
  // next ones count on from there in steps of 1000.
  IndexWorker(io::EventLoop& loop, govern::Governor& governor, WorkerConfig config, IndexWorkerLimits limits,
              std::uint64_t serial, Reaper& reaper, trace::Metrics& metrics, Callbacks callbacks);
  ~IndexWorker();
  IndexWorker(const IndexWorker&) = delete;
  IndexWorker& operator=(const IndexWorker&) = delete;

  // REQUIRES: !is_busy(). `wants_fresh`: in a process that has done nothing else. The process is
  // killed if it takes longer than `deadline`. `expected_bytes`: of PSS that the process will have; the governor has
  // admitted them.
  void index(const IndexUnitRequest& request, std::chrono::milliseconds deadline, bool wants_fresh,
             std::uint64_t expected_bytes);
  // REQUIRES: !is_busy(), for both.
  void describe(const DescribeCommandRequest& request, std::chrono::milliseconds deadline);
  void build(const BuildPreludeRequest& request, std::chrono::milliseconds deadline, bool wants_fresh,
             std::uint64_t expected_bytes);
  // REQUIRES: !is_busy(), and the last job was an index() or build() that was answered.
  void deliver(const DeliverRowsRequest& request, std::chrono::milliseconds deadline);

  bool is_busy() const { return job_.has_value(); }
  const govern::Claim& claim() const { return claim_; }
  // Ends the process, which is started again when there is a job. REQUIRES: !is_busy().
  void rest();

  struct Status {
    pid_t pid;
    std::string job;  // empty between jobs
    std::chrono::milliseconds age;
  };
  std::optional<Status> status() const;  // nothing without a process

 private:
  void start();
  void rest_if_worn(bool wants_fresh);
  template <typename Answer>
  bool pass_on(const Frame& frame, const std::function<void(Answer)>& callback, bool (*is_sound)(const Answer&));
  void end_job();
  void send(JobKind kind, std::string payload, std::chrono::milliseconds deadline, std::uint64_t expected_bytes);
  void on_reply(const Frame& frame);
  void on_death(const std::string& reason);
  void lose(LostLease::Kind kind, std::string reason, std::uint64_t anonymous_bytes = 0);
  bool is_worn() const;

  // Constant after construction.
  io::EventLoop& loop_;
  const WorkerConfig config_;
  const IndexWorkerLimits limits_;
  Reaper& reaper_;
  trace::Metrics& metrics_;
  const Callbacks callbacks_;

  std::uint64_t serial_;
  std::unique_ptr<WorkerProcess> process_;
  std::size_t jobs_done_ = 0;  // by this process
  std::optional<JobKind> job_;
  std::uint64_t job_id_ = 0;
  std::chrono::steady_clock::time_point job_started_;
  io::Timer limit_timer_;
  govern::Claim claim_;
  std::optional<govern::Verdict> verdict_;  // on the job that is being killed
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace cairn::worker
