#include "server/cli/index_command.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "core/index/lexical_index.h"
#include "core/store/store.h"
#include "platform/fs/path.h"
#include "protocol/rpc/json.h"
#include "server/cli/check.h"
#include "server/cli/command_line_project.h"
#include "server/cli/index_names.h"
#include "server/cli/index_units.h"
#include "server/cli/print.h"
#include "server/report/prelude_report.h"
#include "server/session/cache_folder.h"
#include "server/session/memory_budget.h"
#include "server/session/project_files.h"

namespace cairn::server {
namespace {

int cannot_run(const std::string& reason) {
  print(stderr, fmt::format("cairn index: {}\n", reason));
  return kExitCannotRun;
}

// Of this process, and of its workers that have ended.
double cpu_seconds() {
  const auto seconds = [](int who) {
    rusage usage{};
    getrusage(who, &usage);
    const auto of = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
  };
  return seconds(RUSAGE_SELF) + seconds(RUSAGE_CHILDREN);
}

struct Summary {
  index::LexicalIndexOutcome outcome;
  std::optional<IndexedUnits> units;
  std::uint64_t segments = 0;
  std::uint64_t store_bytes = 0;
  double wall_seconds = 0;
  double cpu_seconds = 0;
};

std::string summary_text(const Summary& summary) {
  std::string text = fmt::format("{} files: {} scanned ({:.1f} MB), {} touched only, {} removed", summary.outcome.files,
                                 summary.outcome.scanned, static_cast<double>(summary.outcome.scanned_bytes) / 1e6,
                                 summary.outcome.touched, summary.outcome.removed);
  if (summary.units) {
    const index::SemanticStatus& status = summary.units->status;
    text += fmt::format("; {} units: {} parsed, {} done, {} failed, {} with errors", status.total,
                        summary.units->parsed, status.done, status.failed, status.with_errors);
    if (status.spared != 0) text += fmt::format(", {} spared", status.spared);
  }
  if (summary.units) text += prelude_line(summary.units->preludes);
  text += fmt::format("; {} segments, {:.1f} MB; {:.2f} s, {:.2f} CPU s\n", summary.segments,
                      static_cast<double>(summary.store_bytes) / 1e6, summary.wall_seconds, summary.cpu_seconds);
  for (const std::string& problem : summary.outcome.problems) text += "problem: " + problem + "\n";
  if (!summary.units) return text;
  for (const index::UnitProblem& problem : summary.units->status.problems) {
    text += fmt::format("problem: {}: {}\n", problem.path, problem.reason);
  }
  return text;
}

rpc::Json units_json(const IndexedUnits& units) {
  rpc::Json problems = rpc::Json::array();
  for (const index::UnitProblem& problem : units.status.problems) {
    problems.push_back({{"path", problem.path}, {"reason", problem.reason}});
  }
  return {{"total", units.status.total},
          {"parsed", units.parsed},
          {"done", units.status.done},
          {"failed", units.status.failed},
          {"quarantined", units.status.quarantined},
          {"withErrors", units.status.with_errors},
          {"spared", units.status.spared},
          {"problems", std::move(problems)},
          {"parseCpuMs", units.costs.parse_ms},
          {"preludes", to_json(units.preludes)},
          {"publishCpuMs", units.costs.publish_us / 1000},
          {"mergeCpuMs", units.costs.merge_us / 1000}};
}

std::string summary_json(const Summary& summary) {
  rpc::Json json = {{"files", summary.outcome.files},
                    {"scanned", summary.outcome.scanned},
                    {"scannedBytes", summary.outcome.scanned_bytes},
                    {"touched", summary.outcome.touched},
                    {"removed", summary.outcome.removed},
                    {"segments", summary.segments},
                    {"storeBytes", summary.store_bytes},
                    {"wallSeconds", summary.wall_seconds},
                    {"cpuSeconds", summary.cpu_seconds},
                    {"problems", summary.outcome.problems}};
  if (summary.units) json["units"] = units_json(*summary.units);
  return rpc::dump_json(json) + "\n";
}

int exit_code_of(const Summary& summary) {
  if (!summary.units) return EXIT_SUCCESS;
  if (summary.units->signal_number != 0) return kExitSignalBase + summary.units->signal_number;
  if (!summary.units->status.stopped_because.empty()) return cannot_run(summary.units->status.stopped_because);
  return summary.units->status.failed != 0 ? kExitFindings : EXIT_SUCCESS;
}

}  // namespace

int run_index(const Options& options, const std::string& indexer_program) {
  const auto begin = std::chrono::steady_clock::now();
  auto config = project_config(options);
  if (!config) return cannot_run(config.error().message);
  auto cache = CacheFolder::open(options.cache_dir, config->root);
  if (!cache) return cannot_run(cache.error().message);
  store::StoreOptions store_options;
  store_options.on_problem = [](const std::string& message) { print(stderr, message + "\n"); };
  const std::string folder = store_folder(cache->path());
  auto opened = store::Store::open(folder, store_options);
  if (!opened) return cannot_run(opened.error().message);
  const std::shared_ptr<store::Store> store = *std::move(opened);
  if (!store->is_writer()) return cannot_run("a running server keeps this workspace's index; it is up to date");

  const std::size_t jobs = options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  auto outcome = index_names(*store, config->root, ProjectFilesReader().read(*config, {}), jobs);
  if (!outcome) return cannot_run(outcome.error().message);
  Summary summary;
  summary.outcome = *std::move(outcome);
  if (!options.lexical_only) {
    project::ProjectDatabase database = project::load_database(*config, project::database_file(*config), {});
    if (const std::string missing = missing_database(*config, database); !missing.empty()) return cannot_run(missing);
    const IndexUnitsOptions units_options{
        *config,
        indexer_program,
        cache->scratch(),
        units_file(folder),
        jobs,
        index::parse_prelude_mode(options.preludes).value_or(index::kDefaultPreludeMode),
        fs::join_path(cache->path(), "preludes"),
        memory_budget_bytes(options)};
    auto units = index_units(units_options, std::move(database), store);
    if (!units) return cannot_run(units.error().message);
    summary.units = *std::move(units);
  }
  summary.cpu_seconds = cpu_seconds();
  summary.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (const store::SegmentStatus& segment : store->status()) {
    ++summary.segments;
    summary.store_bytes += segment.file_bytes;
  }
  const bool json = options.format == OutputFormat::kJson;
  if (!print(stdout, json ? summary_json(summary) : summary_text(summary))) return kExitCannotRun;
  return exit_code_of(summary);
}

}  // namespace cairn::server
