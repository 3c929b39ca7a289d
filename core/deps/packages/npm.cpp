// package-lock.json, versions 1 to 3, as npm's own documentation describes it.
#include <utility>

#include "core/deps/packages/manifest_reader.h"
#include "core/project/document_tree.h"

namespace cairn::deps {
namespace {

using project::DocumentTree;

Package package_of(std::string name, const DocumentTree& entry) {
  Package package;
  package.ecosystem = "npm";
  package.name = std::move(name);
  package.version = entry["version"].text;
  package.source = entry["resolved"].text;
  package.role = PackageRole::kResolved;
  package.line = entry.line;
  for (const char* list : {"dependencies", "requires"}) {
    for (const auto& [need, wanted] : entry[list].members) package.needs.push_back(need);
  }
  return package;
}

// Version 1: trees within trees, which the parser's depth bounds.
void add_nested(const DocumentTree& list, PackageFacts& facts) {
  for (const auto& [name, entry] : list.members) {
    facts.packages.push_back(package_of(name, entry));
    add_nested(entry["dependencies"], facts);
  }
}

}  // namespace

PackageFacts read_npm_lock(const ManifestText& manifest, ManifestFiles&) {
  project::DocumentProblem problem;
  const auto tree = project::parse_json_document(manifest.text, problem);
  if (!tree) return broken_manifest(problem.line, problem.message);
  PackageFacts facts;
  const DocumentTree& packages = (*tree)["packages"];
  constexpr std::string_view kFolder = "node_modules/";
  for (const auto& [place, entry] : packages.members) {
    const std::size_t at = place.rfind(kFolder);
    std::string name = entry["name"].text;
    if (name.empty() && at != std::string::npos) name = place.substr(at + kFolder.size());
    if (name.empty() || entry["link"].text == "true") continue;
    Package package = package_of(std::move(name), entry);
    if (at == std::string::npos) package.role = PackageRole::kSelf;
    facts.packages.push_back(std::move(package));
  }
  if (!packages.is_table()) add_nested((*tree)["dependencies"], facts);
  return facts;
}

}  // namespace cairn::deps
