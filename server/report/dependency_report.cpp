#include "server/report/dependency_report.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/deps/header_conflicts.h"
#include "core/index/unit_listing.h"
#include "server/convert/impact.h"
#include "server/report/impact_text.h"

namespace cairn::server {
namespace {

constexpr std::size_t kShownInSummary = 10;

double seconds(std::uint64_t ms) { return static_cast<double>(ms) / 1000; }

std::vector<std::string> paths_of(const deps::IncludeGraph& graph, const std::vector<deps::IncludeGraph::File>& files,
                                  const std::string& root) {
  std::vector<std::string> paths;
  for (const auto file : files) paths.push_back(index::absolute_path(root, graph.path(file)));
  return paths;
}

// Files of the C and C++ libraries and the like that include each other are nobody's to mend.
bool is_ours(const deps::IncludeGraph& graph, deps::IncludeGraph::File file) {
  return !graph.path(file).starts_with('/');
}

void add_targets(const deps::ProjectUnits& project, DependencyReport& report) {
  for (const deps::ProjectTarget& target : project.targets) report.targets.push_back({target.name, target.kind, 0});
  for (const deps::ProjectUnit& unit : project.units) {
    if (unit.is_gone) continue;
    for (const std::uint32_t target : unit.targets) ++report.targets[target].units;
  }
}

std::string cycles_text(const DependencyReport& report, const std::string& root) {
  std::string text;
  for (const DependencyReport::Cycle& cycle : report.cycles) {
    text += fmt::format("{} files:", cycle.files.size());
    for (const std::string& path : cycle.way) text += " " + shown_path(path, root) + " >";
    text += " " + shown_path(cycle.way.front(), root) + "\n";
  }
  return text.empty() ? "no files include each other in a circle\n" : text;
}

std::string headers_text(const DependencyReport& report, std::size_t limit, const std::string& root) {
  std::string text = "  to read   to change   units   header\n";
  for (std::size_t i = 0; i < std::min(limit, report.headers.size()); ++i) {
    const DependencyReport::Header& header = report.headers[i];
    text += fmt::format("{:7.2f} s {:9.2f} s {:7}   {}\n", header.reading_seconds, header.rebuild_seconds, header.units,
                        shown_path(header.path, root));
  }
  return text;
}

std::string unused_text(const ReportedIncludes& unused, const std::string& root) {
  std::string text;
  for (const ReportedInclude& each : unused.list) {
    text += fmt::format("{}:{}: nothing of {} is used", shown_path(each.path, root), each.line + 1,
                        shown_path(each.included, root));
    text += each.files == 0 ? "; it is read all the same\n" : fmt::format("; {} files less to read\n", each.files);
  }
  return text + fmt::format("{} unused includes in {} sources; {} sources could not be judged\n", unused.list.size(),
                            unused.sources, unused.left_out);
}

template <typename T, typename ToJson>
rpc::Json cut_list(const std::vector<T>& list, std::size_t limit, ToJson to_json) {
  rpc::Json json = rpc::Json::array();
  for (std::size_t i = 0; i < std::min(limit, list.size()); ++i) json.push_back(to_json(list[i]));
  return json;
}

}  // namespace

Result<DependencyReport> make_dependency_report(const DependencyReader::View& view, bool wants_unused,
                                                const std::stop_token& stop) {
  DependencyReport report;
  const deps::FileEdges edges(view.graph);
  for (deps::IncludeGraph::File file = 0; file < edges.size(); ++file) {
    report.includes += edges.includes(file).size();
    if (edges.is_read(file) || view.graph.is_scanned(file)) ++report.files;
  }
  for (const deps::IncludeCycle& cycle : deps::find_cycles(edges)) {
    if (!is_ours(view.graph, cycle.files.front())) continue;
    report.cycles.push_back(
        {paths_of(view.graph, cycle.files, view.real_root), paths_of(view.graph, cycle.way, view.real_root)});
  }
  const auto costs = deps::find_header_costs(view.reader, stop);
  if (!costs) return unexpected(costs.error());
  report.seconds = seconds(costs->all_ms);
  for (const deps::HeaderCost& each : costs->headers) {
    report.headers.push_back({index::absolute_path(view.real_root, view.graph.path(each.file)), each.units,
                              seconds(each.rebuild_ms), seconds(each.reading_ms)});
  }
  report.units = view.units.total;
  report.inexact_units = view.units.total - view.units.done;
  add_targets(view.project, report);
  report.problems = view.project.problems;
  const auto conflicts = deps::find_header_conflicts(view.reader, stop);
  if (!conflicts) return unexpected(conflicts.error());
  for (const deps::HeaderConflict& each : *conflicts) {
    DependencyReport::Conflict conflict{view.project.targets[each.target].name, each.spelled, {}};
    for (const auto& meaning : each.meanings) {
      conflict.meanings.push_back(
          {index::absolute_path(view.real_root, meaning.path), to_links(meaning.chain, view.real_root)});
    }
    report.conflicts.push_back(std::move(conflict));
  }
  auto packages = make_package_report(view, stop);
  if (!packages) return unexpected(packages.error());
  report.packages = *std::move(packages);
  if (!wants_unused) return report;
  const auto unused = deps::find_unused_includes(view.reader, stop);
  if (!unused) return unexpected(unused.error());
  report.unused.emplace();
  report.unused->sources = unused->sources;
  report.unused->left_out = unused->left_out;
  for (const deps::UnusedInclude& each : unused->list) {
    report.unused->list.push_back({index::absolute_path(view.real_root, each.path), each.line,
                                   index::absolute_path(view.real_root, each.included), each.files});
  }
  return report;
}

rpc::Json to_json(const DependencyReport& report, ext::FileForm form, std::size_t limit) {
  rpc::Json json = {{"files", report.files},
                    {"includes", report.includes},
                    {"units", report.units},
                    {"inexactUnits", report.inexact_units},
                    {"seconds", report.seconds},
                    {"targetCount", report.targets.size()},
                    {"cycleCount", report.cycles.size()},
                    {"headerCount", report.headers.size()},
                    {"problems", report.problems}};
  json["targets"] = cut_list(report.targets, limit, [](const DependencyTarget& each) {
    return rpc::Json{{"name", each.name}, {"kind", each.kind}, {"units", each.units}};
  });
  json["cycles"] = cut_list(report.cycles, limit, [&](const DependencyReport::Cycle& each) {
    return rpc::Json{{"files", ext::file_list(each.files, form)}, {"way", ext::file_list(each.way, form)}};
  });
  json["headers"] = cut_list(report.headers, limit, [&](const DependencyReport::Header& each) {
    rpc::Json header = {
        {"units", each.units}, {"rebuildSeconds", each.rebuild_seconds}, {"readingSeconds", each.reading_seconds}};
    add_file(header, each.path, form);
    return header;
  });
  json["conflictCount"] = report.conflicts.size();
  json["conflicts"] = cut_list(report.conflicts, limit, [&](const DependencyReport::Conflict& each) {
    rpc::Json meanings = rpc::Json::array();
    for (const DependencyReport::Conflict::Meaning& meaning : each.meanings) {
      rpc::Json entry = {{"chain", ext::chain_json(meaning.chain, form)}};
      add_file(entry, meaning.path, form);
      meanings.push_back(std::move(entry));
    }
    return rpc::Json{{"target", each.target}, {"spelled", each.spelled}, {"meanings", std::move(meanings)}};
  });
  json["packages"] = to_json(report.packages, form, limit);
  if (!report.unused) return json;
  json["unusedCount"] = report.unused->list.size();
  json["judgedSources"] = report.unused->sources;
  json["unjudgedSources"] = report.unused->left_out;
  json["unusedIncludes"] = cut_list(report.unused->list, limit, [&](const ReportedInclude& each) {
    rpc::Json unused = {{"line", each.line}, {"filesLess", each.files}};
    unused["included"] = ext::file_list({each.included}, form).front();
    add_file(unused, each.path, form);
    return unused;
  });
  return json;
}

std::string dependency_text(const DependencyReport& report, DependencyPart part, const std::string& root) {
  if (part == DependencyPart::kCycles) return cycles_text(report, root);
  if (part == DependencyPart::kCostliest) return headers_text(report, report.headers.size(), root);
  if (part == DependencyPart::kUnused && report.unused) return unused_text(*report.unused, root);
  std::string text =
      fmt::format("{} files, {} includes; {} units, {} of them not indexed as they are; {:.1f} s to compile or parse\n",
                  report.files, report.includes, report.units, report.inexact_units, report.seconds);
  if (!report.targets.empty()) text += "targets:\n";
  for (const DependencyTarget& target : report.targets) {
    text += fmt::format("  {}{}: {} units\n", target.name,
                        target.kind.empty() ? std::string() : " (" + target.kind + ")", target.units);
  }
  for (const DependencyReport::Conflict& conflict : report.conflicts) {
    text += fmt::format("in {}, {} means {} headers:\n", conflict.target, conflict.spelled, conflict.meanings.size());
    for (const auto& meaning : conflict.meanings) text += "  " + chain_text(meaning.chain, root) + "\n";
  }
  text += package_text(report.packages, false, root);
  text += cycles_text(report, root);
  text += headers_text(report, kShownInSummary, root);
  for (const std::string& problem : report.problems) text += problem + "\n";
  return text;
}

std::string dependency_dot(const DependencyReader::View& view) {
  const deps::FileEdges edges(view.graph);
  std::set<deps::IncludeGraph::File> circular;
  for (const deps::IncludeCycle& cycle : deps::find_cycles(edges))
    circular.insert(cycle.files.begin(), cycle.files.end());
  std::string text = "digraph includes {\n  rankdir=LR;\n  node [shape=plaintext];\n";
  for (deps::IncludeGraph::File file = 0; file < edges.size(); ++file) {
    if (!is_ours(view.graph, file)) continue;
    const std::string name = dot_string(view.graph.path(file));
    if (circular.contains(file)) text += fmt::format("  {} [fontcolor=red];\n", name);
    std::set<std::string> seen;  // one include may stand several times
    for (const deps::IncludeGraph::Edge& edge : edges.includes(file)) {
      if (is_ours(view.graph, edge.to) && seen.insert(view.graph.path(edge.to)).second) {
        text += fmt::format("  {} -> {};\n", name, dot_string(view.graph.path(edge.to)));
      }
    }
  }
  return text + "}\n";
}

}  // namespace cairn::server
