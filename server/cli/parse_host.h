// ParseHost: parsing files for a sub-command, without an editor.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/model/answers.h"
#include "core/worker/pool.h"
#include "core/worker/unit_session.h"
#include "platform/base/result.h"
#include "platform/base/unique_fd.h"
#include "platform/io/event_loop.h"
#include "platform/trace/metrics.h"

namespace cairn::server {

// The event loop, pool and sessions that the server uses, driven from the command line
// until the work is done or SIGINT, SIGTERM or SIGHUP comes. Each file has a worker of
// its own, so that one file's crash is never another's. Call on the main thread, before
// other threads exist; everything happens inside the calls.
class ParseHost {
 public:
  // How long one try of a file may take. A file that nobody waits for may take longer
  // than an open one.
  static constexpr std::chrono::milliseconds kParseLimit{120'000};
  // How long a worker may take until its first answer.
  static constexpr std::chrono::milliseconds kProbeLimit{10'000};
  // Added to the niceness of workers: an editor on the same machine goes first.
  static constexpr int kWorkerNice = 10;

  // `scratch_directory` exists and is for the workers' temporary files.
  // All processes together keep to `memory_budget_bytes`.
  static Result<std::unique_ptr<ParseHost>> open(const std::string& worker_program,
                                                 const std::string& scratch_directory, std::size_t max_workers,
                                                 std::uint64_t memory_budget_bytes);
  ~ParseHost();

  // Starts a worker, puts a question to it and ends it: the version of its clang, or
  // why it is of no use. kCancelled: a signal came.
  Result<std::string> probe_worker();

  using Inputs = worker::UnitSession::Inputs;
  using Prepare = std::function<Inputs(std::size_t index)>;
  using OnDone = std::function<void(std::size_t index, Result<model::ParseOutcome> outcome, double seconds)>;
  // Parses units 0 to count − 1 in that order, at most max_workers at once. `prepare`
  // is called when the unit's turn comes, `on_done` once for each, in the order in
  // which they finish; its error is what the session gave up with, after its one
  // retry. Units are never tried again here. kCancelled: a signal came.
  Result<void> parse_all(std::size_t count, const Prepare& prepare, const OnDone& on_done);

  // The signal that ended a call above; 0: none.
  int signal_number() const { return signal_number_; }

 private:
  struct Task {
    std::unique_ptr<worker::UnitSession> session;
    std::chrono::steady_clock::time_point started;
    bool is_done = false;
  };
  struct Work;

  ParseHost(const std::string& worker_program, const std::string& scratch_directory, std::size_t max_workers,
            std::uint64_t memory_budget_bytes, base::UniqueFd signals);
  void on_signal();
  void fill(Work& work);
  void finish(Work& work, std::size_t index, Result<model::ParseOutcome> outcome);

  const std::size_t max_workers_;
  const worker::WorkerConfig config_;
  base::UniqueFd signals_;
  int signal_number_ = 0;
  io::EventLoop loop_;
  trace::Metrics metrics_;
  govern::Governor governor_;
  worker::WorkerPool pool_;
  std::unique_ptr<io::ReadableWatch> signal_watch_;
};

}  // namespace cairn::server
