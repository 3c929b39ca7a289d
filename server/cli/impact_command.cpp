#include "server/cli/impact_command.h"

#include <cstdio>
#include <cstdlib>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/deps/impact.h"
#include "core/deps/include_removal.h"
#include "core/index/unit_listing.h"
#include "platform/fs/path.h"
#include "protocol/rpc/json.h"
#include "server/answers/symbol_files.h"
#include "server/answers/unit_places.h"
#include "server/cli/changed_files.h"
#include "server/cli/check.h"
#include "server/cli/command_line_project.h"
#include "server/cli/print.h"
#include "server/cli/stored_index.h"
#include "server/convert/impact.h"
#include "server/report/impact_text.h"
#include "server/session/dependency_reader.h"

namespace cairn::server {
namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

int cannot_run(const std::string& reason) {
  print(stderr, fmt::format("cairn impact: {}\n", reason));
  return kExitCannotRun;
}

// As the index names it: through links, where there is such a file.
std::string indexed_name(const std::string& absolute, const std::string& real_root) {
  return index::index_path(real_root, fs::real_path(absolute).value_or(absolute));
}

struct Question {
  deps::ImpactQuestion impact;
  bool is_symbol = false;
};

Result<Question> files_named(const Options& options, const StoredIndex& index, const DependencyReader::View& view,
                             const ProjectView& project) {
  Question question;
  std::vector<std::string>& files = question.impact.files;
  if (!options.git_revision.empty()) {
    auto changed = files_changed_since(view.real_root, options.git_revision);
    if (!changed) return unexpected(changed.error());
    // Of documents and scripts no unit knows anything.
    for (const std::string& path : *changed) {
      const std::string name = indexed_name(path, view.real_root);
      if (view.graph.find(name)) files.push_back(name);
    }
    return question;
  }
  for (const std::string& operand : options.files) {
    const std::string name = indexed_name(resolve_file(index.config.root, operand), view.real_root);
    if (view.graph.find(name)) files.push_back(name);
  }
  if (files.size() == options.files.size()) return question;
  if (options.files.size() != 1) {
    return unexpected(ErrorCode::kNotFound, "some of these are no files that the index knows");
  }
  const std::string& operand = options.files.front();
  SymbolFiles found;
  if (const auto place = place_named(index.config.root, operand)) {
    Locator locator(project);
    Usrs usrs;
    for (const model::NamedSymbol& each : symbols_at_place(locator, *place)) usrs.push_back(each.usr);
    found = files_of_symbols(*project.snapshot, usrs);
  } else {
    found = files_of_name(*project.snapshot, operand);
  }
  if (found.introducing.empty()) {
    return unexpected(ErrorCode::kNotFound, fmt::format("no file and no symbol that the index knows: {}", operand));
  }
  question.impact.files = std::move(found.introducing);
  question.impact.mentioning = std::move(found.mentioning);
  question.is_symbol = !question.impact.mentioning.empty();
  return question;
}

Result<std::string> removal_report(const Options& options, const StoredIndex& index,
                                   const DependencyReader::View& view) {
  const auto named = [&](const std::string& operand) {
    return indexed_name(resolve_file(index.config.root, operand), view.real_root);
  };
  const std::string includer = named(options.files.front());
  const std::string included = named(options.without);
  const auto removal = deps::find_removal(view.reader, includer, included, {});
  if (!removal) return unexpected(removal.error());
  if (removal->units.empty() && removal->unread_units == 0) {
    return unexpected(ErrorCode::kNotFound, fmt::format("{} does not include {}", includer, included));
  }
  const ext::RemovalResult result = to_result(*removal, includer, included, view.real_root, kAll);
  if (options.format == OutputFormat::kJson) return rpc::dump_json(to_json(result, ext::FileForm::kPath)) + "\n";
  return removal_text(result, view.real_root);
}

Result<std::string> impact_report(const Options& options, const StoredIndex& index,
                                  const DependencyReader::View& view) {
  ProjectView project;
  project.snapshot = index.store->snapshot();
  project.root = index.config.root;
  project.encoding = base::TextEncoding::kUtf8;
  const auto question = files_named(options, index, view, project);
  if (!question) return unexpected(question.error());
  const auto impact = deps::find_impact(view.reader, question->impact, {});
  if (!impact) return unexpected(impact.error());
  if (impact->inexact_units != 0) {
    print(stderr,
          fmt::format("cairn impact: {} of {} units are not indexed as they are now; to index them: cairn index {}\n",
                      impact->inexact_units, impact->all_units, index.config.root));
  }
  const ext::ImpactResult result =
      to_result(*impact, question->impact.files, question->is_symbol, view.project, view.real_root, kAll);
  if (options.format == OutputFormat::kJson) return rpc::dump_json(to_json(result, ext::FileForm::kPath)) + "\n";
  return options.format == OutputFormat::kDot ? impact_dot(result, view.real_root)
                                              : impact_text(result, view.real_root);
}

}  // namespace

int run_impact(const Options& options) {
  auto index = open_stored_index(options);
  if (!index) return cannot_run(index.error().message);
  DependencyReader reader(index->config, index->folder);
  reader.set_database(project::load_database(index->config, project::database_file(index->config), {}));
  Result<std::string> report = std::string();
  const auto looked = reader.look(index->store->snapshot(), {}, [&](const DependencyReader::View& view) {
    report = options.without.empty() ? impact_report(options, *index, view) : removal_report(options, *index, view);
    return Result<void>();
  });
  if (!looked) return cannot_run(looked.error().message);
  if (!report) return cannot_run(report.error().message);
  return print(stdout, *report) ? EXIT_SUCCESS : kExitCannotRun;
}

}  // namespace cairn::server
