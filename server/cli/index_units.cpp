#include "server/cli/index_units.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "platform/io/event_loop.h"
#include "platform/proc/signals.h"
#include "platform/trace/metrics.h"
#include "server/cli/print.h"
#include "server/session/memory_budget.h"

namespace cairn::server {
namespace {

constexpr std::chrono::milliseconds kShowInterval{200};

// One call of index_units().
class Run {
 public:
  Run(const IndexUnitsOptions& options, std::shared_ptr<store::Store> store, base::UniqueFd signals)
      : signals_(std::move(signals)),
        is_on_terminal_(isatty(STDERR_FILENO) != 0),
        governor_(loop_, metrics_, governor_of(options.memory_budget_bytes)) {
    index::SemanticIndexer::Config config;
    config.project = options.project;
    config.table_path = options.table_path;
    config.worker.program = options.indexer_program;
    config.worker.scratch_directory = options.scratch_directory;
    config.threads = options.jobs;
    config.preludes = options.preludes;
    config.prelude_folder = options.prelude_folder;
    config.adapts = false;  // the user said how many
    index::SemanticIndexer::Callbacks callbacks;
    callbacks.on_changed = [this] { show(); };
    callbacks.on_problem = [](const std::string& message) { print(stderr, message + "\n"); };
    indexer_ = std::make_unique<index::SemanticIndexer>(loop_, governor_, metrics_, std::move(config), std::move(store),
                                                        std::move(callbacks));
    watch_ = std::make_unique<io::ReadableWatch>(loop_, signals_.get(), [this] { take_signal(); });
    timer_ = std::make_unique<io::Timer>(loop_);
  }

  IndexedUnits run(project::ProjectDatabase database) {
    indexer_->set_database(std::move(database));
    look();
    loop_.run();
    if (is_on_terminal_) print(stderr, "\r\x1b[K");
    IndexedUnits result{indexer_->status(), indexer_->costs(), indexer_->progress().done, indexer_->preludes(),
                        signal_number_};
    watch_.reset();
    indexer_.reset();
    return result;
  }

 private:
  void take_signal() {
    signalfd_siginfo info{};
    const bool is_known = read(signals_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info);
    signal_number_ = is_known ? static_cast<int>(info.ssi_signo) : SIGTERM;
    loop_.stop();
  }

  // What ends last (a merge, say) has no event of its own here.
  void look() {
    if (indexer_->is_settled()) return loop_.stop();
    timer_->start(std::chrono::milliseconds(20), [this] { look(); });
  }

  void show() {
    const auto now = std::chrono::steady_clock::now();
    if (!is_on_terminal_ || now - shown_ < kShowInterval) return;
    shown_ = now;
    const auto progress = indexer_->progress();
    std::string text = fmt::format("\r\x1b[K{}/{} units", progress.done, progress.units);
    if (progress.left) text += fmt::format(", {:.1f}/s, {} s left", progress.units_per_second, progress.left->count());
    print(stderr, text);
  }

  base::UniqueFd signals_;
  const bool is_on_terminal_;
  int signal_number_ = 0;
  io::EventLoop loop_;
  trace::Metrics metrics_;
  govern::Governor governor_;
  std::unique_ptr<index::SemanticIndexer> indexer_;
  std::unique_ptr<io::ReadableWatch> watch_;
  std::unique_ptr<io::Timer> timer_;
  std::chrono::steady_clock::time_point shown_{};
};

}  // namespace

Result<IndexedUnits> index_units(const IndexUnitsOptions& options, project::ProjectDatabase database,
                                 std::shared_ptr<store::Store> store) {
  auto signals = proc::block_and_watch_signals({SIGINT, SIGTERM, SIGHUP});
  if (!signals) return unexpected(Error(signals.error()).within("cannot watch signals"));
  Run run(options, std::move(store), *std::move(signals));
  return run.run(std::move(database));
}

}  // namespace cairn::server
