#include "server/cli/parse_host.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/worker/codec.h"
#include "core/worker/fields.h"
#include "core/worker/messages.h"
#include "core/worker/worker_process.h"
#include "platform/proc/signals.h"
#include "server/session/memory_budget.h"

namespace cairn::server {
namespace {

Error interrupted() { return {ErrorCode::kCancelled, "interrupted by a signal"}; }

}  // namespace

// One call of parse_all().
struct ParseHost::Work {
  std::size_t count;
  const Prepare& prepare;
  const OnDone& on_done;
  std::size_t next = 0;
  std::map<std::size_t, Task> running;  // at most max_workers_
};

Result<std::unique_ptr<ParseHost>> ParseHost::open(const std::string& worker_program,
                                                   const std::string& scratch_directory, std::size_t max_workers,
                                                   std::uint64_t memory_budget_bytes) {
  auto signals = proc::block_and_watch_signals({SIGINT, SIGTERM, SIGHUP});
  if (!signals) return unexpected(Error(signals.error()).within("cannot watch signals"));
  return std::unique_ptr<ParseHost>(
      new ParseHost(worker_program, scratch_directory, max_workers, memory_budget_bytes, *std::move(signals)));
}

ParseHost::ParseHost(const std::string& worker_program, const std::string& scratch_directory, std::size_t max_workers,
                     std::uint64_t memory_budget_bytes, base::UniqueFd signals)
    : max_workers_(max_workers),
      config_{.program = worker_program, .scratch_directory = scratch_directory, .nice = kWorkerNice},
      signals_(std::move(signals)),
      governor_(loop_, metrics_, governor_of(memory_budget_bytes)),
      pool_(loop_, governor_, config_, worker::PoolLimits{.max_workers = max_workers}, metrics_) {
  signal_watch_ = std::make_unique<io::ReadableWatch>(loop_, signals_.get(), [this] { on_signal(); });
}

ParseHost::~ParseHost() = default;

void ParseHost::on_signal() {
  signalfd_siginfo info{};
  const bool is_known = read(signals_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info);
  signal_number_ = is_known ? static_cast<int>(info.ssi_signo) : SIGTERM;
  loop_.stop();
}

Result<std::string> ParseHost::probe_worker() {
  Result<std::string> found = unexpected(interrupted());
  std::unique_ptr<worker::WorkerProcess> process;
  const auto end_with = [&](Result<std::string> result) {
    found = std::move(result);
    loop_.stop();
  };
  auto started = worker::WorkerProcess::start(
      loop_, config_, 0,
      {[&](const worker::Frame&) { end_with(process->clang_version()); },
       [&](const std::string& reason) { end_with(unexpected(ErrorCode::kUnavailable, reason)); }});
  if (!started) return unexpected(started.error());
  process = std::move(*started);
  // It has parsed nothing and says so, which shows that frames pass both ways.
  const auto kind = worker::JobKind::kDocumentSymbols;
  if (auto sent = process->send(kind, 1, worker::encode(worker::EmptyRequest{})); !sent) {
    return unexpected(sent.error());
  }
  io::Timer limit(loop_);
  limit.start(kProbeLimit, [&] { process->kill(fmt::format("gave no answer within {} ms", kProbeLimit.count())); });
  loop_.run();
  return found;
}

Result<void> ParseHost::parse_all(std::size_t count, const Prepare& prepare, const OnDone& on_done) {
  Work work{count, prepare, on_done, 0, {}};
  loop_.post([this, &work] { fill(work); });
  if (signal_number_ == 0) loop_.run();
  if (signal_number_ != 0) return unexpected(interrupted());
  return {};
}

// Starts units until all workers are taken; ends the loop when nothing is left.
void ParseHost::fill(Work& work) {
  while (work.next < work.count && work.running.size() < max_workers_) {
    const std::size_t index = work.next++;
    Task& task = work.running[index];
    task.started = std::chrono::steady_clock::now();
    task.session = std::make_unique<worker::UnitSession>(
        pool_, worker::UnitTimeouts{.parse = kParseLimit, .request = kParseLimit},
        worker::UnitSession::Callbacks{[](bool) {},
                                       [this, &work, index](const Inputs&, model::ParseOutcome outcome) {
                                         finish(work, index, std::move(outcome));
                                       },
                                       [this, &work, index](const Inputs&, const std::string& reason) {
                                         finish(work, index, unexpected(ErrorCode::kUnavailable, reason));
                                       }});
    task.session->set_inputs(work.prepare(index), std::chrono::milliseconds(0));
  }
  if (work.running.empty()) loop_.stop();
}

void ParseHost::finish(Work& work, std::size_t index, Result<model::ParseOutcome> outcome) {
  Task& task = work.running.at(index);
  if (std::exchange(task.is_done, true)) return;
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - task.started;
  work.on_done(index, std::move(outcome), seconds.count());
  // From the loop: the session that is calling must not go meanwhile.
  loop_.post([this, &work, index] {
    work.running.erase(index);
    fill(work);
  });
}

}  // namespace cairn::server
