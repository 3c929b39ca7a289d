#include "server/cli/doctor.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/project/response_files.h"
#include "core/store/store.h"
#include "platform/base/utf.h"
#include "platform/fs/file.h"
#include "server/cli/check.h"
#include "server/cli/command_line_project.h"
#include "server/cli/doctor_store.h"
#include "server/cli/parse_host.h"
#include "server/cli/print.h"
#include "server/cli/version.h"
#include "server/report/check_report.h"
#include "server/report/doctor_report.h"
#include "server/session/cache_folder.h"
#include "server/session/includer_search.h"
#include "server/session/memory_budget.h"

namespace cairn::server {
namespace {

// The words of the written command that are not among `kept`.
std::vector<std::string> removed_words(const project::Project& project, const project::CompileCommand& command,
                                       const std::string& path) {
  const project::ProjectDatabase& database = project.database();
  const bool is_own = command.source == project::CommandSource::kDatabase;
  if (!database.database || (!is_own && command.borrowed_from.empty())) return {};
  const std::vector<std::string> written = project::expand_response_files(
      database.database->written_command(is_own ? path : command.borrowed_from), command.directory);
  std::multiset<std::string> kept(command.arguments.begin(), command.arguments.end());
  std::vector<std::string> removed;
  for (const std::string& word : written) {
    const auto found = kept.find(word);
    if (found == kept.end()) {
      removed.push_back(word);
    } else {
      kept.erase(found);
    }
  }
  return removed;
}

// The newest rows, if there is an index: the server chooses flags for headers by it.
std::shared_ptr<const store::Snapshot> indexed_rows(const std::string& cache_path) {
  const std::string folder = store_folder(cache_path);
  if (!fs::read_stamp(folder)) return nullptr;
  store::StoreOptions options;
  options.may_write = false;
  auto store = store::Store::open(folder, options);
  return store ? (*store)->snapshot() : nullptr;
}

DoctorFile describe_command(project::Project& project, const std::string& root, const store::Snapshot* snapshot,
                            const std::string& path) {
  const auto search = [&](const std::string& header, const std::function<bool(const std::string&)>& is_unit) {
    return search_includers(snapshot, root, header, is_unit);
  };
  const project::CompileCommand command = project.command_for(path, {}, search);
  DoctorFile file;
  file.path = path;
  file.command_source = command_source_name(command.source);
  file.reason = command.reason;
  file.borrowed_from = command.borrowed_from;
  file.warning = command.warning;
  file.directory = command.directory;
  file.arguments = command.arguments;
  file.removed = removed_words(project, command, path);
  return file;
}

void add_outcome(const model::ParseOutcome& outcome, DoctorFile& file) {
  file.is_parsed = true;
  file.refused = outcome.dropped_arguments;
  file.included_files = outcome.included_files.size();
  for (const model::Diagnostic& diagnostic : outcome.diagnostics) {
    if (diagnostic.severity == model::Severity::kWarning) ++file.warnings;
    if (diagnostic.severity != model::Severity::kError) continue;
    ++file.errors;
    if (file.first_errors.size() == DoctorReport::kMaxShownErrors) continue;
    const text::Position start = diagnostic.range.start;
    file.first_errors.push_back(fmt::format("{}:{}: {}", start.line + 1, start.column + 1, diagnostic.message));
  }
}

Result<void> parse_file(ParseHost& host, DoctorFile& file) {
  return host.parse_all(
      1,
      [&](std::size_t) {
        auto inputs = std::make_shared<worker::UnitInputs>();
        inputs->path = file.path;
        inputs->directory = file.directory;
        inputs->arguments = file.arguments;
        inputs->encoding = base::TextEncoding::kUtf8;
        return inputs;
      },
      [&](std::size_t, Result<model::ParseOutcome> outcome, double seconds) {
        file.seconds = seconds;
        if (outcome) {
          add_outcome(*outcome, file);
        } else {
          file.failure = outcome.error().message;
        }
      });
}

DoctorReport describe_project(const project::ProjectConfig& config, const project::ProjectDatabase& database) {
  DoctorReport report;
  report.version = version_text();
  report.root = config.root;
  report.database_searched = searched_places(config);
  report.database_path = database.path;
  if (database.database) {
    report.database_files = database.database->size();
    report.database_warnings = database.database->warnings();
  }
  report.database_warnings.insert(report.database_warnings.end(), database.driver_warnings.begin(),
                                  database.driver_warnings.end());
  report.database_problem = database.problem;
  if (database.problem.empty()) report.database_advice = missing_database(config, database);
  return report;
}

// Starts a worker, and parses the report's file if it has one. The number of the signal
// that ended it, 0 for none.
int try_worker(const std::string& scratch_directory, std::uint64_t memory_budget, DoctorReport& report) {
  auto host = ParseHost::open(report.worker_program, scratch_directory, 1, memory_budget);
  if (!host) {
    report.worker_problem = host.error().message;
    return 0;
  }
  auto version = (*host)->probe_worker();
  if (!version) {
    report.worker_problem = version.error().message;
  } else {
    report.worker_version = *version;
    // Its only error is a signal, which is told below.
    if (report.file) static_cast<void>(parse_file(**host, *report.file));
  }
  return (*host)->signal_number();
}

}  // namespace

int run_doctor(const Options& options, const std::string& worker_program) {
  auto config = project_config(options);
  if (!config) {
    print(stderr, fmt::format("cairn doctor: {}\n", config.error().message));
    return kExitCannotRun;
  }
  if (options.dump_rows != Options::DumpRows::kNone) {
    auto cache = CacheFolder::open(options.cache_dir, config->root);
    auto dumped = cache ? dump_store(cache->path(), options.dump_rows) : Result<void>(unexpected(cache.error()));
    if (dumped) return EXIT_SUCCESS;
    print(stderr, fmt::format("cairn doctor: {}\n", dumped.error().message));
    return kExitCannotRun;
  }
  project::Project project = open_project(*config);
  DoctorReport report = describe_project(*config, project.database());
  report.worker_program = worker_program;
  auto cache = CacheFolder::open(options.cache_dir, config->root);
  if (!options.files.empty()) {
    const auto snapshot = cache ? indexed_rows(cache->path()) : nullptr;
    report.file =
        describe_command(project, config->root, snapshot.get(), resolve_file(config->root, options.files.front()));
  }
  if (cache) {
    report.cache_path = cache->path();
    report.store = describe_store(cache->path());
  } else {
    report.cache_problem = cache.error().message;
  }
  const int signal = try_worker(cache ? cache->scratch() : std::string(), memory_budget_bytes(options), report);
  if (signal != 0) return kExitSignalBase + signal;
  if (!print(stdout, options.format == OutputFormat::kJson ? doctor_json(report) : doctor_text(report))) {
    print(stderr, "cairn doctor: cannot write the report to stdout\n");
    return kExitCannotRun;
  }
  return report.has_problem() ? kExitCannotRun : EXIT_SUCCESS;
}

}  // namespace cairn::server
