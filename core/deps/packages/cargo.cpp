// Cargo.toml and Cargo.lock. Format of the manifest: https://doc.rust-lang.org/cargo/reference/manifest.html; of the lock
// (versions 1 to 4 have [[package]] tables alike).
#include <utility>

#include "core/deps/packages/manifest_reader.h"
#include "core/deps/packages/toml.h"

namespace cairn::deps {
namespace {

using project::DocumentTree;

void add_wanted(const DocumentTree& table, PackageFacts& facts) {
  for (const auto& [name, value] : table.members) {
    Package package;
    package.ecosystem = "cargo";
    package.name = value["package"].is_text() ? value["package"].text : name;
    package.wanted = value.is_text() ? value.text : value["version"].text;
    package.line = value.line;
    for (const char* where : {"git", "path", "registry"}) {
      if (package.source.empty()) package.source = value[where].text;
    }
    facts.packages.push_back(std::move(package));
  }
}

void add_all_wanted(const DocumentTree& tree, PackageFacts& facts) {
  for (const char* table : {"dependencies", "dev-dependencies", "build-dependencies"}) add_wanted(tree[table], facts);
}

}  // namespace

PackageFacts read_cargo_toml(const ManifestText& manifest, ManifestFiles&) {
  project::DocumentProblem problem;
  const auto tree = parse_toml(manifest.text, problem);
  if (!tree) return broken_manifest(problem.line, problem.message);
  PackageFacts facts;
  const DocumentTree& self = (*tree)["package"];
  if (self["name"].is_text()) {
    // "version.workspace = true" says nothing here.
    const std::string version = self["version"].is_text() ? self["version"].text : std::string();
    facts.packages.push_back(
        {"cargo", self["name"].text, version, {}, {}, PackageRole::kSelf, self["name"].line, {}, {}});
  }
  add_all_wanted(*tree, facts);
  add_wanted((*tree)["workspace"]["dependencies"], facts);
  for (const auto& [name, platform] : (*tree)["target"].members) add_all_wanted(platform, facts);
  return facts;
}

PackageFacts read_cargo_lock(const ManifestText& manifest, ManifestFiles&) {
  project::DocumentProblem problem;
  const auto tree = parse_toml(manifest.text, problem);
  if (!tree) return broken_manifest(problem.line, problem.message);
  PackageFacts facts;
  for (const auto& [none, entry] : (*tree)["package"].members) {
    if (!entry["name"].is_text() || !entry["version"].is_text()) {
      facts.problems.push_back({entry.line, "this package has no name or version"});
      continue;
    }
    Package package;
    package.ecosystem = "cargo";
    package.name = entry["name"].text;
    package.version = entry["version"].text;
    package.source = entry["source"].text;
    package.role = package.source.empty() ? PackageRole::kSelf : PackageRole::kResolved;
    package.line = entry["name"].line;
    for (const auto& [no_name, need] : entry["dependencies"].members) {
      // "name", "name version", "name version (source)"
      package.needs.push_back(need.text.substr(0, need.text.find(" (")));
    }
    facts.packages.push_back(std::move(package));
  }
  return facts;
}

}  // namespace cairn::deps
