#include "server/cli/deps_command.h"

#include <cstdio>
#include <cstdlib>
#include <limits>

#include <fmt/format.h>

#include "protocol/rpc/json.h"
#include "server/cli/check.h"
#include "server/cli/print.h"
#include "server/cli/stored_index.h"
#include "server/report/dependency_report.h"
#include "server/session/dependency_reader.h"

namespace cairn::server {
namespace {

int cannot_run(const std::string& reason) {
  print(stderr, fmt::format("cairn deps: {}\n", reason));
  return kExitCannotRun;
}

DependencyPart part_of(const Options& options) {
  switch (options.deps_part) {
    case Options::DepsPart::kCycles:
      return DependencyPart::kCycles;
    case Options::DepsPart::kCostliest:
      return DependencyPart::kCostliest;
    case Options::DepsPart::kUnused:
      return DependencyPart::kUnused;
    case Options::DepsPart::kPackages:
      return DependencyPart::kPackages;
    case Options::DepsPart::kSummary:
      break;
  }
  return DependencyPart::kSummary;
}

Result<std::string> packages_text(const Options& options, const DependencyReader::View& view) {
  const auto report = make_package_report(view, {});
  if (!report) return unexpected(report.error());
  if (options.format == OutputFormat::kDot) return package_dot(*report, view.real_root);
  if (options.format == OutputFormat::kText) return package_text(*report, true, view.real_root);
  return rpc::dump_json(to_json(*report, ext::FileForm::kPath, std::numeric_limits<std::size_t>::max())) + "\n";
}

Result<std::string> report_text(const Options& options, const DependencyReader::View& view) {
  const DependencyPart part = part_of(options);
  if (part == DependencyPart::kPackages) return packages_text(options, view);
  if (options.format == OutputFormat::kDot) return dependency_dot(view);
  const auto report = make_dependency_report(view, part == DependencyPart::kUnused, {});
  if (!report) return unexpected(report.error());
  if (report->inexact_units != 0) {
    print(stderr, fmt::format("cairn deps: {} of {} units are not indexed as they are now\n", report->inexact_units,
                              report->units));
  }
  if (options.format != OutputFormat::kJson) return dependency_text(*report, part, view.real_root);
  return rpc::dump_json(to_json(*report, ext::FileForm::kPath, std::numeric_limits<std::size_t>::max())) + "\n";
}

}  // namespace

int run_deps(const Options& options) {
  auto index = open_stored_index(options);
  if (!index) return cannot_run(index.error().message);
  DependencyReader reader(index->config, index->folder);
  reader.set_database(project::load_database(index->config, project::database_file(index->config), {}));
  Result<std::string> text = std::string();
  const auto looked = reader.look(index->store->snapshot(), {}, [&](const DependencyReader::View& view) {
    text = report_text(options, view);
    return Result<void>();
  });
  if (!looked) return cannot_run(looked.error().message);
  if (!text) return cannot_run(text.error().message);
  return print(stdout, *text) ? EXIT_SUCCESS : kExitCannotRun;
}

}  // namespace cairn::server
