#include "server/cli/check.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "platform/base/log.h"
#include "platform/base/utf.h"
#include "server/cli/check_progress.h"
#include "server/cli/command_line_project.h"
#include "server/cli/parse_host.h"
#include "server/cli/print.h"
#include "server/report/check_json.h"
#include "server/report/check_report.h"
#include "server/report/diagnostic_text.h"
#include "server/report/sarif.h"
#include "server/session/cache_folder.h"
#include "server/session/memory_budget.h"

namespace cairn::server {
namespace {

int cannot_run(const std::string& reason) {
  print(stderr, fmt::format("cairn check: {}\n", reason));
  return kExitCannotRun;
}

// Sorted, each once. Files that the user names need not be in the database: headers are not.
std::vector<std::string> files_to_check(const Options& options, const project::ProjectConfig& config,
                                        const project::ProjectDatabase& database) {
  if (options.files.empty()) return database.database ? database.database->files() : std::vector<std::string>();
  std::vector<std::string> files;
  for (const std::string& name : options.files) files.push_back(resolve_file(config.root, name));
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

std::string printed(const CheckReport& report, OutputFormat format) {
  switch (format) {
    case OutputFormat::kJson:
      return check_json(report);
    case OutputFormat::kSarif:
      return sarif_text(report);
    case OutputFormat::kText:
    case OutputFormat::kDot:
      break;
  }
  std::string text;
  const std::string here = absolute_path(".");
  for (const CheckedFile& file : report.files) text += diagnostic_text(file, here);
  return text;
}

std::size_t worker_count(const Options& options, std::size_t files) {
  const std::size_t wanted = options.jobs != 0 ? options.jobs : std::thread::hardware_concurrency();
  return std::clamp<std::size_t>(wanted, 1, std::min(kMaxJobs, std::max<std::size_t>(files, 1)));
}

// Fills report.files, which hold their paths already.
Result<void> parse_files(ParseHost& host, project::Project& project, const Options& options, CheckReport& report) {
  CheckProgress progress(report.files.size(), options.log_level != base::LogLevel::kError);
  // Compilers count a column in bytes, SARIF and LSP in UTF-16 code units.
  const auto encoding = options.format == OutputFormat::kText ? base::TextEncoding::kUtf8 : base::TextEncoding::kUtf16;
  return host.parse_all(
      report.files.size(),
      [&](std::size_t index) {
        CheckedFile& file = report.files[index];
        project::CompileCommand command = project.command_for(file.path);
        file.command_source = command_source_name(command.source);
        auto inputs = std::make_shared<worker::UnitInputs>();
        inputs->path = file.path;
        inputs->directory = std::move(command.directory);
        inputs->arguments = std::move(command.arguments);
        inputs->encoding = encoding;
        return inputs;
      },
      [&](std::size_t index, Result<model::ParseOutcome> outcome, double seconds) {
        CheckedFile& file = report.files[index];
        file.seconds = seconds;
        if (outcome) {
          file.diagnostics = std::move(outcome->diagnostics);
        } else {
          file.failure = outcome.error().message;
        }
        progress.advance(file);
      });
}

}  // namespace

int run_check(const Options& options, const std::string& worker_program) {
  const auto started = std::chrono::steady_clock::now();
  auto config = project_config(options);
  if (!config) return cannot_run(config.error().message);
  project::Project project = open_project(*config);
  // Findings about default flags would be findings about nothing.
  const std::string missing = missing_database(*config, project.database());
  if (!missing.empty() && (options.files.empty() || !project.database().problem.empty())) return cannot_run(missing);

  for (const std::string& warning : project.database().driver_warnings) base::log_info("{}", warning);
  CheckReport report;
  report.root = config->root;
  for (std::string& path : files_to_check(options, *config, project.database())) {
    report.files.emplace_back().path = std::move(path);
  }
  auto cache = CacheFolder::open(options.cache_dir, config->root);
  if (!cache) return cannot_run(cache.error().message);
  auto host = ParseHost::open(worker_program, cache->scratch(), worker_count(options, report.files.size()),
                              memory_budget_bytes(options));
  if (!host) return cannot_run(host.error().message);

  auto worker = (*host)->probe_worker();
  Result<void> parsed = worker ? parse_files(**host, project, options, report) : unexpected(worker.error());
  if (const int signal = (*host)->signal_number(); signal != 0) return kExitSignalBase + signal;
  if (!parsed) return cannot_run(fmt::format("no usable worker: {}", parsed.error().message));

  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  if (!print(stdout, printed(report, options.format))) return cannot_run("cannot write the report to stdout");
  if (options.log_level != base::LogLevel::kError) print(stderr, summary_text(report) + "\n");
  return count_findings(report).has_findings() ? kExitFindings : EXIT_SUCCESS;
}

}  // namespace cairn::server
