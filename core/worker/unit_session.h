// UnitSession: one open file's conversation with its worker.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/govern/claim.h"
#include "core/model/answers.h"
#include "core/worker/backoff.h"
#include "core/worker/codec.h"
#include "core/worker/fields.h"
#include "core/worker/job_limit.h"
#include "core/worker/messages.h"
#include "core/worker/parse_times.h"
#include "core/worker/pool.h"
#include "core/worker/unit_inputs.h"
#include "platform/io/event_loop.h"
#include "platform/memory/memory_tree.h"
#include "platform/sync/thread_checker.h"

namespace cairn::worker {

// How much CPU time a job may take; JobLimit says when wall time counts. Beyond this hard
// limit its worker is killed. A job that nobody waits for any more (cancelled, or a parse of
// inputs that are superseded and not asked about) may go on as long as ParseTimes::grace()
// says, at most for a quarter of that, while newer work waits: its work is not all lost, a
// parse leaves a preamble behind.
struct UnitTimeouts {
  std::chrono::milliseconds parse{60'000};
  std::chrono::milliseconds request{15'000};
};
inline constexpr int kSoftLimitDivisor = 4;

// Keeps a worker's parsed unit in step with the newest inputs and puts questions to
// it, in order. Each question is answered about the inputs that were current when it
// was asked, so an answer never belongs to another version of the text.
//
// What it promises: every ask() gets its callback exactly once, whatever the worker
// does. A worker that dies or exceeds its limits of time and memory is killed; the
// state is sent again to a new one and the job retried once, alone. A parse that kills
// two workers puts its inputs into the pool's quarantine: questions about them fail
// with the reason, and no further worker is spent on them until the inputs change.
// Files that keep killing workers, edit after edit, wait longer and longer for a new
// one. A worker is exchanged for a fresh one after many jobs or when it has grown.
// The governor may take the worker away at any time; it comes back, with all that was
// asked, when there is room. A file that does not fit into the budget even alone is given
// up until the budget grows, with the reason.
//
// Bounds: kMaxQueuedJobs questions; one more fails with kUnavailable.
// Confined to the loop thread. Callbacks may call back into the session.
class UnitSession {
 public:
  static constexpr std::size_t kMaxQueuedJobs = 256;

  using Inputs = std::shared_ptr<const UnitInputs>;
  struct Callbacks {
    // `is_first`: by a worker that has nothing yet, so that includes are parsed too.
    std::function<void(bool is_first)> on_parse_started;
    std::function<void(const Inputs&, model::ParseOutcome)> on_parsed;
    std::function<void(const Inputs&, const std::string& reason)> on_parse_failed;
  };

  UnitSession(WorkerPool& pool, UnitTimeouts timeouts, Callbacks callbacks);
  // Kills the worker; questions still open get kCancelled.
  ~UnitSession();
  UnitSession(const UnitSession&) = delete;
  UnitSession& operator=(const UnitSession&) = delete;

  // New state. It is parsed after `delay`, at once if a question needs it, and not
  // at all if newer inputs come first.
  void set_inputs(Inputs inputs, std::chrono::milliseconds delay);

  // For jobs that start from now on.
  void set_timeouts(UnitTimeouts timeouts) { timeouts_ = timeouts; }

  // How long an edit should wait for the next one; see ParseTimes.
  std::chrono::milliseconds edit_delay() const { return times_.edit_delay(); }

  // While held, inputs and questions are taken in but nothing is sent: the caller is
  // still completing the inputs.
  void set_held(bool held);

  // Asks about the current inputs. `callback` gets the decoded answer or the reason
  // why there is none. The id is for cancel().
  template <typename Answer, typename Request>
  std::uint64_t ask(JobKind kind, const Request& request, std::function<void(Result<Answer>)> callback) {
    return enqueue(kind, encode(request), [callback = std::move(callback)](Result<std::string> payload) {
      if (!payload) {
        callback(unexpected(payload.error()));
        return true;
      }
      Result<Answer> answer = decode<Answer>(*payload);
      if (!answer) return false;
      callback(std::move(answer));
      return true;
    });
  }

  // Forgets a question; its callback gets kCancelled before this returns. One that
  // the worker already works on is left to finish there, within the soft limit.
  void cancel(std::uint64_t job);

  // Whether the worker has parsed the newest inputs, so that an answer costs no parse.
  bool has_current_parse() const { return parsed_ != nullptr && parsed_ == inputs_; }
  // Whether it has parsed any: the next parse is likely to be short.
  bool has_parse() const { return parsed_ != nullptr; }

  struct WorkerStatus {
    pid_t pid;
    std::string job;  // the job's kind, empty between jobs
    std::chrono::milliseconds age;
    std::size_t jobs;  // done by it
  };
  std::optional<WorkerStatus> worker_status() const;
  // Questions that wait, or are being answered.
  std::size_t queued_jobs() const { return queue_.size(); }
  // Exchanges the worker for a fresh one if it is idle and up to date. False: it is not, or there is none.
  bool recycle_worker();
  void report_memory(memory::MemoryTree& tree) const;

 private:
  // Gets the payload or an error; false: the payload cannot be decoded.
  using RawCallback = std::function<bool(Result<std::string>)>;
  struct Job {
    std::uint64_t id;
    JobKind kind;
    std::string payload;
    Inputs inputs;
    RawCallback callback;   // empty: cancelled while the worker was at it
    cache::Key answer = 0;  // under which its answer is kept; 0: it is not
    int deaths = 0;
  };
  enum class Flight { kNone, kParse, kUpdate, kJob };

  cache::Key key_of_answer(JobKind kind, std::string_view payload) const;
  std::uint64_t enqueue(JobKind kind, std::string payload, RawCallback callback);
  void pump();
  Inputs wanted_inputs() const;
  bool is_given_up(const Inputs& inputs);
  void fail_wanted();
  bool get_worker();
  bool can_use_older_parse(const Job& job) const;
  void start_worker();
  void send_inputs(JobKind kind, const Inputs& inputs);
  void send_front_job();
  void arm(JobKind kind, Flight flight, std::chrono::milliseconds limit);
  bool flight_is_wanted() const;
  bool newer_work_waits() const;
  void abandon_if_unwanted();
  void recycle_if_worn();
  void recycle(const std::string& why);
  void on_verdict(const govern::Verdict& verdict);
  void on_taken_away(govern::Verdict::Kind kind, const Inputs& inputs, const std::string& reason);
  void on_more_room();
  void on_reply(Frame frame);
  void finish_parse(Frame frame, std::chrono::milliseconds took);
  void finish_update(const Frame& frame);
  void finish_job(Frame frame);
  void on_death(const std::string& reason);
  void blame_parse(const Inputs& inputs, const std::string& reason);
  void mark_bad(const Inputs& inputs, const std::string& reason);
  void forget_worker();

  // Constant after construction.
  WorkerPool& pool_;
  const Callbacks callbacks_;

  UnitTimeouts timeouts_;

  // What is wanted.
  Inputs inputs_;  // newest
  std::uint64_t inputs_number_ = 0;
  bool held_ = false;
  bool parse_wanted_ = false;  // inputs_ have not been parsed and the delay is over
  std::deque<Job> queue_;
  std::uint64_t next_id_ = 1;

  // What the worker has.
  WorkerPool::Tenant tenant_;
  std::unique_ptr<WorkerProcess> worker_;
  Inputs parsed_;  // what its unit was made from; null: none
  Inputs sent_;    // whose overlays and arguments it holds
  Flight flight_ = Flight::kNone;
  std::uint64_t flight_id_ = 0;
  JobKind flight_kind_ = JobKind::kHello;
  Inputs flight_inputs_;
  std::chrono::steady_clock::time_point flight_started_;
  bool flight_is_first_ = false;                  // a parse by a worker that had nothing
  bool abandoned_ = false;                        // killed because nobody waits for its job
  std::optional<govern::Verdict::Kind> verdict_;  // killed by the governor
  std::size_t jobs_done_ = 0;                     // by this worker
  std::uint64_t first_resident_ = 0;              // bytes after its first parse; 0: none yet

  ParseTimes times_;  // of this file, whichever worker it was

  // Inputs that killed a worker, that are given up, that are not in quarantine.
  Inputs suspect_;
  Inputs bad_;
  std::string bad_reason_;
  Inputs checked_;
  Backoff backoff_;
  int times_outgrown_ = 0;        // parses in a row that outgrew the budget
  std::string too_large_reason_;  // not empty: the file does not fit into the budget

  io::Timer delay_timer_;    // to the parse of an edit
  JobLimit limit_;           // hard limit of the job in flight
  io::Timer soft_timer_;     // soft limit of the job in flight
  io::Timer backoff_timer_;  // to the next worker
  io::Timer recycle_timer_;  // to the look whether the idle worker is worn
  govern::Claim claim_;      // of the worker
  bool pumping_ = false;
  sync::ThreadChecker thread_checker_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace cairn::worker
