#include "server/cli/query_units.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "core/index/semantic_indexer.h"
#include "platform/io/event_loop.h"
#include "platform/proc/signals.h"
#include "platform/trace/metrics.h"
#include "server/cli/print.h"
#include "server/session/memory_budget.h"

namespace cairn::server {
namespace {

constexpr std::chrono::milliseconds kLookInterval{20};
constexpr std::chrono::milliseconds kShowInterval{200};
// Each look finds names or headers that the one before could not know.
constexpr int kMaxRounds = 32;

// One call of index_for_query().
class Run {
 public:
  Run(const QueryUnitsOptions& options, std::shared_ptr<store::Store> store, const AskedSymbols& asked,
      base::UniqueFd signals)
      : options_(options),
        store_(std::move(store)),
        asked_(asked),
        signals_(std::move(signals)),
        is_on_terminal_(isatty(STDERR_FILENO) != 0),
        governor_(loop_, metrics_, governor_of(options.memory_budget_bytes)),
        timer_(loop_) {
    index::SemanticIndexer::Config config;
    config.project = options.project;
    config.table_path = options.table_path;
    config.worker.program = options.indexer_program;
    config.worker.scratch_directory = options.scratch_directory;
    config.threads = options.jobs;
    config.preludes = index::PreludeMode::kOff;
    config.adapts = false;
    config.waits_for_requests = true;
    index::SemanticIndexer::Callbacks callbacks;
    callbacks.on_problem = [](const std::string& message) { print(stderr, message + "\n"); };
    indexer_ = std::make_unique<index::SemanticIndexer>(loop_, governor_, metrics_, std::move(config), store_,
                                                        std::move(callbacks));
    watch_ = std::make_unique<io::ReadableWatch>(loop_, signals_.get(), [this] { take_signal(); });
  }

  QueriedUnits run(project::ProjectDatabase database) {
    indexer_->set_database(std::move(database));
    look();
    loop_.run();
    if (is_on_terminal_) print(stderr, "\r\x1b[K");
    result_.pending = indexer_->status().pending();
    watch_.reset();
    indexer_.reset();
    return std::move(result_);
  }

 private:
  void take_signal() {
    signalfd_siginfo info{};
    const bool is_known = read(signals_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info);
    result_.signal_number = is_known ? static_cast<int>(info.ssi_signo) : SIGTERM;
    loop_.stop();
  }

  void look() {
    if (is_done()) return loop_.stop();
    timer_.start(kLookInterval, [this] { look(); });
  }

  bool is_done() {
    if (!indexer_->is_surveyed() || !indexer_->status().is_listed) return false;
    if (const std::string& reason = indexer_->status().stopped_because; !reason.empty()) {
      result_.mark.cut("indexing was stopped: " + reason);
      return true;
    }
    open_ = indexer_->still_open(open_);
    show();
    if (!open_.empty()) {
      indexer_->request_units(open_);  // again: a survey puts all in order anew
      return false;
    }
    ProjectView view;
    view.snapshot = store_->snapshot();
    view.root = options_.project.root;
    view.encoding = base::TextEncoding::kUtf8;
    const SearchedSymbols symbols = asked_(view);
    const CandidateLook found =
        look_for_candidates(view, symbols, indexer_->file_standings(), options_.forced_includes, {});
    open_ = found.candidates.open;
    total_ = open_.size();
    if (!open_.empty() && ++rounds_ <= kMaxRounds) {
      indexer_->request_units(open_);
      return false;
    }
    if (!open_.empty()) result_.mark.cut("it is reached in too many ways");
    cut_by(found, symbols.is_implicit, result_.mark);
    return true;
  }

  void show() {
    const auto now = std::chrono::steady_clock::now();
    if (!is_on_terminal_ || total_ == 0 || now - shown_ < kShowInterval) return;
    shown_ = now;
    print(stderr, fmt::format("\r\x1b[K{}/{} units that may have it", total_ - open_.size(), total_));
  }

  const QueryUnitsOptions& options_;
  const std::shared_ptr<store::Store> store_;
  const AskedSymbols& asked_;
  base::UniqueFd signals_;
  const bool is_on_terminal_;
  io::EventLoop loop_;
  trace::Metrics metrics_;
  govern::Governor governor_;
  std::unique_ptr<index::SemanticIndexer> indexer_;
  std::unique_ptr<io::ReadableWatch> watch_;
  io::Timer timer_;
  std::vector<std::string> open_;  // sources of units that are waited for
  std::size_t total_ = 0;          // of them, when the look found them
  int rounds_ = 0;
  std::chrono::steady_clock::time_point shown_{};
  QueriedUnits result_;
};

}  // namespace

Result<QueriedUnits> index_for_query(const QueryUnitsOptions& options, project::ProjectDatabase database,
                                     std::shared_ptr<store::Store> store, const AskedSymbols& asked) {
  auto signals = proc::block_and_watch_signals({SIGINT, SIGTERM, SIGHUP});
  if (!signals) return unexpected(Error(signals.error()).within("cannot watch signals"));
  Run run(options, std::move(store), asked, *std::move(signals));
  return run.run(std::move(database));
}

}  // namespace cairn::server
