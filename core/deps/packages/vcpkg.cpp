// vcpkg.json, vcpkg-lock.json, and what vcpkg notes of installed packages.
// Formats: https://learn.microsoft.com/vcpkg/reference/vcpkg-json; the status file is of Debian's form.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/deps/packages/manifest_reader.h"
#include "core/deps/packages/words.h"
#include "core/project/document_tree.h"
#include "platform/fs/path.h"

namespace cairn::deps {
namespace {

using project::DocumentTree;

std::string version_of(const DocumentTree& table) {
  for (const char* name : {"version", "version-string", "version-semver", "version-date"}) {
    if (table[name].is_text()) return table[name].text;
  }
  return {};
}

void add_wanted(const DocumentTree& list, PackageFacts& facts) {
  for (const auto& [none, entry] : list.members) {
    const std::string& name = entry.is_text() ? entry.text : entry["name"].text;
    if (name.empty()) {
      facts.problems.push_back({entry.line, "this dependency has no name"});
      continue;
    }
    const std::string at_least = entry["version>="].text;
    const std::uint32_t line = entry.is_text() ? entry.line : entry["name"].line;
    facts.packages.push_back({"vcpkg",
                              name,
                              {},
                              at_least.empty() ? std::string() : ">=" + at_least,
                              {},
                              PackageRole::kWanted,
                              line,
                              {},
                              {}});
  }
}

// One paragraph of the status file.
struct Installed {
  std::string name, version, port_version, triplet, needs, status;
  bool is_feature = false;
  std::uint32_t line = 0;
};

// "zlib, fmt:x64-linux (!windows), b[core]" without what is in brackets.
std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::string_view entry = trimmed(list.substr(0, list.find(',')));
    const std::string_view name = entry.substr(0, entry.find_first_of("[:( "));
    if (!name.empty()) names.emplace_back(name);
    const std::size_t comma = list.find(',');
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return names;
}

// Of the files that vcpkg lists, the headers, up to the first folder below include.
std::vector<std::string> header_places(std::string_view list, const std::string& triplet) {
  std::set<std::string> places;
  const std::string start = triplet + "/include/";
  visit_lines(list, [&](std::string_view line, std::uint32_t) {
    if (!line.starts_with(start) || line.size() == start.size()) return;
    const std::size_t end = line.find('/', start.size());
    places.insert("../" + std::string(line.substr(0, end)));
  });
  return {places.begin(), places.end()};
}

void add_installed(const Installed& each, ManifestFiles& files, PackageFacts& facts) {
  if (each.name.empty() || each.is_feature || !each.status.ends_with(" installed")) return;
  Package package{"vcpkg", each.name, each.version, {}, {}, PackageRole::kFound, each.line, names_in(each.needs), {}};
  const std::string note = each.port_version.empty() || each.port_version == "0" ? "" : "#" + each.port_version;
  if (!each.triplet.empty() && each.triplet.find('/') == std::string::npos) {
    const auto list = files.read(fmt::format("info/{}_{}{}_{}.list", each.name, each.version, note, each.triplet));
    if (list) package.folders = header_places(*list, each.triplet);
  }
  facts.packages.push_back(std::move(package));
}

}  // namespace

PackageFacts read_vcpkg_json(const ManifestText& manifest, ManifestFiles&) {
  project::DocumentProblem problem;
  const auto tree = project::parse_json_document(manifest.text, problem, true);
  if (!tree) return broken_manifest(problem.line, problem.message);
  PackageFacts facts;
  if ((*tree)["name"].is_text()) {
    facts.packages.push_back(
        {"vcpkg", (*tree)["name"].text, version_of(*tree), {}, {}, PackageRole::kSelf, (*tree)["name"].line, {}, {}});
  }
  add_wanted((*tree)["dependencies"], facts);
  for (const auto& [name, feature] : (*tree)["features"].members) add_wanted(feature["dependencies"], facts);
  for (const auto& [none, entry] : (*tree)["overrides"].members) {
    const std::string version = version_of(entry);
    if (version.empty() || !entry["name"].is_text()) continue;
    facts.packages.push_back(
        {"vcpkg", entry["name"].text, version, version, {}, PackageRole::kResolved, entry["name"].line, {}, {}});
  }
  return facts;
}

PackageFacts read_vcpkg_lock(const ManifestText& manifest, ManifestFiles&) {
  project::DocumentProblem problem;
  const auto tree = project::parse_json_document(manifest.text, problem);
  if (!tree) return broken_manifest(problem.line, problem.message);
  PackageFacts facts;
  // Registries, each with a branch and the commit of it.
  for (const auto& [source, branches] : tree->members) {
    for (const auto& [branch, commit] : branches.members) {
      facts.packages.push_back(
          {"vcpkg", "registry " + source, commit.text, branch, source, PackageRole::kResolved, commit.line, {}, {}});
    }
  }
  return facts;
}

PackageFacts read_vcpkg_status(const ManifestText& manifest, ManifestFiles& files) {
  PackageFacts facts;
  Installed each;
  const auto finish = [&] { add_installed(std::exchange(each, {}), files, facts); };
  visit_lines(manifest.text, [&](std::string_view line, std::uint32_t number) {
    if (line.empty()) return finish();
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos || line.starts_with(' ')) return;
    const std::string_view key = line.substr(0, colon);
    const std::string value(trimmed(line.substr(colon + 2)));
    if (key == "Package") {
      each.name = value;
      each.line = number;
    } else if (key == "Version") {
      each.version = value;
    } else if (key == "Port-Version") {
      each.port_version = value;
    } else if (key == "Architecture") {
      each.triplet = value;
    } else if (key == "Depends") {
      each.needs = value;
    } else if (key == "Status") {
      each.status = value;
    } else if (key == "Feature") {
      each.is_feature = true;
    }
  });
  if (!each.name.empty() && each.status.empty()) {
    const std::uint32_t line = each.line;
    finish();
    facts.problems.push_back({line, "this entry has no status: the file is damaged or half-written"});
    return facts;
  }
  finish();
  return facts;
}

}  // namespace cairn::deps
