#include "server/cli/index_command.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "core/index/lexical_index.h"
#include "core/store/store.h"
#include "protocol/rpc/json.h"
#include "server/cli/check.h"
#include "server/cli/command_line_project.h"
#include "server/cli/print.h"
#include "server/session/cache_folder.h"

namespace cairn::server {
namespace {

int cannot_run(const std::string& reason) {
  print(stderr, fmt::format("cairn index: {}\n", reason));
  return kExitCannotRun;
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Summary {
  index::LexicalIndexOutcome outcome;
  std::uint64_t segments = 0;
  std::uint64_t store_bytes = 0;
  double wall_seconds = 0;
  double cpu_seconds = 0;
};

std::string summary_text(const Summary& summary) {
  std::string text = fmt::format(
      "{} files: {} scanned ({:.1f} MB), {} touched only, {} removed; {} segments, {:.1f} MB; {:.2f} s, {:.2f} CPU s\n",
      summary.outcome.files, summary.outcome.scanned, static_cast<double>(summary.outcome.scanned_bytes) / 1e6,
      summary.outcome.touched, summary.outcome.removed, summary.segments,
      static_cast<double>(summary.store_bytes) / 1e6, summary.wall_seconds, summary.cpu_seconds);
  for (const std::string& problem : summary.outcome.problems) text += "problem: " + problem + "\n";
  return text;
}

std::string summary_json(const Summary& summary) {
  const rpc::Json json = {{"files", summary.outcome.files},     {"scanned", summary.outcome.scanned},
                          {"touched", summary.outcome.touched}, {"scannedBytes", summary.outcome.scanned_bytes},
                          {"removed", summary.outcome.removed}, {"segments", summary.segments},
                          {"storeBytes", summary.store_bytes},  {"wallSeconds", summary.wall_seconds},
                          {"cpuSeconds", summary.cpu_seconds},  {"problems", summary.outcome.problems}};
  return rpc::dump_json(json) + "\n";
}

}  // namespace

int run_index(const Options& options) {
  auto config = project_config(options);
  if (!config) return cannot_run(config.error().message);
  auto cache = CacheFolder::open(options.cache_dir, config->root);
  if (!cache) return cannot_run(cache.error().message);
  store::StoreOptions store_options;
  store_options.on_problem = [](const std::string& message) { print(stderr, message + "\n"); };
  auto store = store::Store::open(store_folder(cache->path()), store_options);
  if (!store) return cannot_run(store.error().message);
  if (!(*store)->is_writer()) return cannot_run("a running server keeps this workspace's index; it is up to date");

  index::LexicalIndexOptions index_options;
  index_options.root = config->root;
  index_options.threads = options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  index_options.in_background = false;
  const bool on_terminal = isatty(STDERR_FILENO) != 0;
  if (on_terminal) {
    index_options.on_progress = [](std::uint64_t done, std::uint64_t total) {
      print(stderr, fmt::format("\r{}/{} files", done, total));
    };
  }
  const auto begin = std::chrono::steady_clock::now();
  auto outcome = index::update_lexical_index(**store, index_options, {});
  if (on_terminal) print(stderr, "\r\x1b[K");
  if (!outcome) return cannot_run(outcome.error().message);
  Summary summary{*std::move(outcome), 0, 0, 0, cpu_seconds()};
  summary.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (const store::SegmentStatus& segment : (*store)->status()) {
    ++summary.segments;
    summary.store_bytes += segment.file_bytes;
  }
  const bool json = options.format == OutputFormat::kJson;
  return print(stdout, json ? summary_json(summary) : summary_text(summary)) ? EXIT_SUCCESS : kExitCannotRun;
}

}  // namespace cairn::server
