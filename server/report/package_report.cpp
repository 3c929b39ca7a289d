#include "server/report/package_report.h"

#include <time.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/deps/packages/lock_graph.h"
#include "core/deps/packages/package_conflicts.h"
#include "core/index/unit_listing.h"
#include "server/convert/impact.h"
#include "server/report/impact_text.h"

namespace cairn::server {
namespace {

double thread_cpu_ms() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

const char* role_name(deps::PackageRole role) {
  constexpr std::array<const char*, 4> kNames = {"self", "wanted", "resolved", "found"};
  return kNames[static_cast<std::size_t>(role)];
}

void add_lock_findings(const ManifestPlace& file, const deps::PackageFacts& facts, PackageReport& report) {
  const deps::LockFindings findings = deps::check_lock(facts);
  for (const deps::LockConflict& each : findings.conflicts) {
    PackageReport::Conflict conflict{each.name, {}, {}};
    for (const deps::LockConflict::Version& version : each.versions) {
      conflict.versions.push_back({{file.path, version.package->line}, version.package->version, {}, version.way});
    }
    report.conflicts.push_back(std::move(conflict));
  }
  for (const deps::LockCycle& cycle : findings.cycles) {
    std::string names;
    for (const deps::Package* each : cycle.way) names += each->name + " > ";
    report.problems.push_back(
        {{file.path, cycle.way.front()->line},
         fmt::format("packages need each other in a circle: {}{}", names, cycle.way.front()->name),
         false});
  }
}

void add_manifest(const std::string& path, const deps::ManifestState& manifest, const std::string& root,
                  PackageReport& report) {
  const ManifestPlace file{index::absolute_path(root, path), 0};
  for (deps::Package package : manifest.facts.packages) {
    for (std::string& folder : package.folders) folder = folder == "." ? root : index::absolute_path(root, folder);
    const std::uint32_t line = package.line;
    report.packages.push_back({{file.path, line}, std::move(package)});
  }
  for (const deps::ManifestProblem& problem : manifest.facts.problems) {
    report.problems.push_back({{file.path, problem.line}, problem.message, manifest.facts.is_broken});
  }
  add_lock_findings(file, manifest.facts, report);
}

std::vector<deps::LocatedPackage> rivals_in(const deps::PackageCache& packages) {
  return deps::find_rival_packages(packages.manifests(),
                                   [&](const std::string& path) { return packages.has_folder(path); });
}

rpc::Json place_json(const ManifestPlace& place, ext::FileForm form) {
  rpc::Json json = {{"line", place.line}};
  add_file(json, place.path, form);
  return json;
}

std::string place_text(const ManifestPlace& place, const std::string& root) {
  return fmt::format("{}:{}", shown_path(place.path, root), place.line + 1);
}

// How a version is come by.
std::string way_text(const PackageReport::Conflict::Version& version, const std::string& root) {
  return version.chain.empty() ? fmt::format("{}", fmt::join(version.way, " > ")) : chain_text(version.chain, root);
}

std::string package_name(const deps::Package& package) {
  const std::string& version = package.version.empty() ? package.wanted : package.version;
  return version.empty() ? package.name : package.name + " " + version;
}

// Without conflicts in targets.
Result<PackageReport> read_packages(deps::PackageCache& packages, const std::string& root,
                                    const std::stop_token& stop) {
  PackageReport report;
  const double start = thread_cpu_ms();
  auto look = packages.look(stop);
  if (!look) return unexpected(look.error());
  report.look_cpu_ms = thread_cpu_ms() - start;
  report.look = *std::move(look);
  report.rivals = rivals_in(packages).size();
  for (const auto& [path, manifest] : packages.manifests()) add_manifest(path, manifest, root, report);
  return report;
}

}  // namespace

Result<PackageReport> make_package_report(DependencyReader& reader, std::shared_ptr<const store::Snapshot> snapshot,
                                          const std::stop_token& stop) {
  Result<PackageReport> report = PackageReport();
  const auto looked = reader.look_at_packages([&](deps::PackageCache& packages) {
    report = read_packages(packages, reader.real_root(), stop);
    return Result<void>();
  });
  if (!looked) return unexpected(looked.error());
  if (!report || report->rivals == 0) return report;
  const auto looked_at_all = reader.look(std::move(snapshot), stop, [&](const DependencyReader::View& view) {
    report = make_package_report(view, stop);
    return Result<void>();
  });
  if (!looked_at_all) return unexpected(looked_at_all.error());
  return report;
}

Result<PackageReport> make_package_report(const DependencyReader::View& view, const std::stop_token& stop) {
  auto report = read_packages(view.packages, view.real_root, stop);
  if (!report) return report;
  const auto found = deps::find_package_conflicts(view.reader, rivals_in(view.packages), stop);
  if (!found) return unexpected(found.error());
  std::vector<PackageReport::Conflict> conflicts;
  for (const deps::PackageConflict& each : *found) {
    PackageReport::Conflict conflict{each.name, view.project.targets[each.target].name, {}};
    for (const deps::PackageConflict::Version& version : each.versions) {
      conflict.versions.push_back({{index::absolute_path(view.real_root, version.claim.manifest), version.claim.line},
                                   version.claim.version,
                                   to_links(version.chain, view.real_root),
                                   {}});
    }
    conflicts.push_back(std::move(conflict));
  }
  report->conflicts.insert(report->conflicts.begin(), std::make_move_iterator(conflicts.begin()),
                           std::make_move_iterator(conflicts.end()));
  return report;
}

rpc::Json to_json(const PackageReport& report, ext::FileForm form, std::size_t limit) {
  const auto cut = [&](const auto& list, auto to_entry) {
    rpc::Json json = rpc::Json::array();
    for (std::size_t i = 0; i < std::min(limit, list.size()); ++i) json.push_back(to_entry(list[i]));
    return json;
  };
  rpc::Json json = {{"packageCount", report.packages.size()},
                    {"conflictCount", report.conflicts.size()},
                    {"problemCount", report.problems.size()},
                    {"manifests", report.look.manifests},
                    {"manifestsRead", report.look.manifests_read},
                    {"filesRead", report.look.files_read},
                    {"folders", report.look.folders},
                    {"foldersRead", report.look.folders_listed},
                    {"cpuMs", report.look_cpu_ms},
                    {"cacheProblems", report.look.problems}};
  json["packages"] = cut(report.packages, [&](const PackageReport::Entry& each) {
    const deps::Package& package = each.package;
    rpc::Json entry = place_json(each.place, form);
    entry["ecosystem"] = package.ecosystem;
    entry["name"] = package.name;
    entry["role"] = role_name(package.role);
    if (!package.version.empty()) entry["version"] = package.version;
    if (!package.wanted.empty()) entry["wanted"] = package.wanted;
    if (!package.source.empty()) entry["source"] = package.source;
    if (!package.needs.empty()) entry["needs"] = package.needs;
    if (!package.folders.empty()) entry["folders"] = ext::file_list(package.folders, form);
    return entry;
  });
  json["conflicts"] = cut(report.conflicts, [&](const PackageReport::Conflict& each) {
    rpc::Json versions = rpc::Json::array();
    for (const PackageReport::Conflict::Version& version : each.versions) {
      rpc::Json entry = place_json(version.place, form);
      entry["version"] = version.version;
      if (version.chain.empty()) {
        entry["way"] = version.way;
      } else {
        entry["chain"] = ext::chain_json(version.chain, form);
      }
      versions.push_back(std::move(entry));
    }
    rpc::Json conflict = {{"name", each.name}, {"versions", std::move(versions)}};
    if (!each.target.empty()) conflict["target"] = each.target;
    return conflict;
  });
  json["problems"] = cut(report.problems, [&](const PackageReport::Problem& each) {
    rpc::Json problem = place_json(each.place, form);
    problem["message"] = each.message;
    problem["broken"] = each.is_broken;
    return problem;
  });
  return json;
}

std::string package_text(const PackageReport& report, bool with_list, const std::string& root) {
  std::string text;
  if (with_list) {
    std::string path;
    for (const PackageReport::Entry& each : report.packages) {
      if (each.place.path != path) text += shown_path(path = each.place.path, root) + ":\n";
      text += fmt::format("  {:4} {} {} {}", each.place.line + 1, each.package.ecosystem, role_name(each.package.role),
                          package_name(each.package));
      if (!each.package.needs.empty()) text += fmt::format(", needs {}", fmt::join(each.package.needs, ", "));
      text += "\n";
    }
  }
  for (const PackageReport::Conflict& each : report.conflicts) {
    text += fmt::format("{} versions of {} {}:\n", each.versions.size(), each.name,
                        each.target.empty() ? "are chosen" : "reach " + each.target);
    for (const PackageReport::Conflict::Version& version : each.versions) {
      text += fmt::format("  {} ({}): {}\n", version.version, place_text(version.place, root), way_text(version, root));
    }
  }
  for (const PackageReport::Problem& each : report.problems) {
    text += fmt::format("{}: {}\n", place_text(each.place, root), each.message);
  }
  for (const std::string& problem : report.look.problems) text += problem + "\n";
  return text + fmt::format("{} packages told of by {} manifests, of which {} were read anew; {} of them collide\n",
                            report.packages.size(), report.look.manifests, report.look.manifests_read,
                            report.conflicts.size());
}

std::string package_dot(const PackageReport& report, const std::string& root) {
  std::set<std::pair<std::string, std::string>> red;  // name and version
  for (const PackageReport::Conflict& conflict : report.conflicts) {
    for (const PackageReport::Conflict::Version& version : conflict.versions)
      red.emplace(conflict.name, version.version);
  }
  std::map<std::pair<std::string, std::string>, std::string> names;  // of nodes, by manifest and what needs say
  for (const PackageReport::Entry& each : report.packages) {
    const std::string node = dot_string(package_name(each.package));
    names.emplace(std::pair(each.place.path, each.package.name), node);
    names.emplace(std::pair(each.place.path, each.package.name + " " + each.package.version), node);
  }
  std::set<std::string> lines;
  for (const PackageReport::Entry& each : report.packages) {
    const std::string node = dot_string(package_name(each.package));
    lines.insert(fmt::format("  {} -> {} [style=dashed];\n", dot_string(shown_path(each.place.path, root)), node));
    if (red.contains({each.package.name, each.package.version}))
      lines.insert(fmt::format("  {} [fontcolor=red];\n", node));
    for (const std::string& need : each.package.needs) {
      const auto known = names.find({each.place.path, need});
      if (known != names.end()) lines.insert(fmt::format("  {} -> {};\n", node, known->second));
    }
  }
  std::string text = "digraph packages {\n  rankdir=LR;\n  node [shape=plaintext];\n";
  for (const std::string& line : lines) text += line;
  return text + "}\n";
}

std::string conflict_text(const PackageReport::Conflict& conflict, std::size_t of, const std::string& root) {
  const PackageReport::Conflict::Version& own = conflict.versions[of];
  std::string text =
      fmt::format("{} {} is not the only version {}: {}", conflict.name, own.version,
                  conflict.target.empty() ? "chosen here" : "that reaches " + conflict.target, way_text(own, root));
  for (std::size_t i = 0; i < conflict.versions.size(); ++i) {
    if (i == of) continue;
    const PackageReport::Conflict::Version& other = conflict.versions[i];
    text += fmt::format("; {} ({}): {}", other.version, place_text(other.place, root), way_text(other, root));
  }
  return text;
}

}  // namespace cairn::server
