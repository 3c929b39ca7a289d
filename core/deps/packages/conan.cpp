// conanfile.txt, conanfile.py (as text: it is never run) and conan.lock, of Conan 1 (graph_lock) and 2 (lists of
// references), as Conan's own documentation describes them.
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/deps/packages/manifest_reader.h"
#include "core/deps/packages/words.h"
#include "core/project/document_tree.h"

namespace cairn::deps {
namespace {

using project::DocumentTree;

// "name/version@user/channel#revision%time", of which all behind the version may be missing; "[>=1 <2]" is a range.
std::optional<Package> package_of(std::string_view reference, std::uint32_t line) {
  const std::size_t slash = reference.find('/');
  if (slash == 0 || slash == std::string_view::npos) return std::nullopt;
  const std::string_view name = reference.substr(0, slash);
  if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+.-") !=
      std::string_view::npos) {
    return std::nullopt;
  }
  Package package;
  package.ecosystem = "conan";
  package.name = name;
  package.line = line;
  std::string_view version = reference.substr(slash + 1);
  if (version.starts_with('[')) {
    package.wanted = version.substr(0, version.find(']') + 1);
    return package;
  }
  const std::size_t end = version.find_first_of("@#%:");
  if (end != std::string_view::npos) package.source = trimmed(version.substr(end));
  version = trimmed(version.substr(0, end));
  if (version.empty() || version.find_first_of(" {}/\\\"'") != std::string_view::npos) return std::nullopt;
  package.version = version;
  package.wanted = version;
  return package;
}

PackageFacts read_text_form(std::string_view text) {
  PackageFacts facts;
  std::string section;
  visit_lines(text, [&](std::string_view line, std::uint32_t number) {
    line = trimmed(line);
    if (line.empty() || line.starts_with('#')) return;
    if (line.starts_with('[') && line.ends_with(']')) {
      section = line.substr(1, line.size() - 2);
      return;
    }
    if (section != "requires" && section != "tool_requires" && section != "build_requires" &&
        section != "test_requires")
      return;
    if (const auto package = package_of(line, number)) {
      facts.packages.push_back(*package);
    } else {
      facts.problems.push_back({number, "this is no reference to a package: NAME/VERSION"});
    }
  });
  return facts;
}

// Strings in lines that speak of requirements, and in lists that such a line opens.
PackageFacts read_python_form(std::string_view text) {
  PackageFacts facts;
  bool is_in_list = false;
  visit_lines(text, [&](std::string_view line, std::uint32_t number) {
    const std::string_view start = trimmed(line);
    if (start.starts_with('#')) return;
    const std::size_t word = line.find("requires");
    const bool speaks = word != std::string_view::npos && line.find_first_of("=(", word) != std::string_view::npos;
    const std::size_t version =
        start.starts_with("version") || start.starts_with("name") ? start.find('=') : std::string_view::npos;
    if (version != std::string_view::npos && !is_in_list) {
      const std::string_view value = trimmed(start.substr(version + 1));
      const std::string_view bare =
          value.size() > 2 ? value.substr(1, value.find(value[0], 1) - 1) : std::string_view();
      if (facts.packages.empty() || facts.packages.front().role != PackageRole::kSelf) {
        facts.packages.insert(facts.packages.begin(), {"conan", {}, {}, {}, {}, PackageRole::kSelf, number, {}, {}});
      }
      Package& self = facts.packages.front();
      (start.starts_with("name") ? self.name : self.version) = bare;
      return;
    }
    if (!speaks && !is_in_list) return;
    std::string_view rest = is_in_list ? line : line.substr(word);
    for (std::size_t quote = rest.find_first_of("\"'"); quote != std::string_view::npos;
         quote = rest.find_first_of("\"'")) {
      const std::size_t end = rest.find(rest[quote], quote + 1);
      if (end == std::string_view::npos) break;
      if (const auto package = package_of(rest.substr(quote + 1, end - quote - 1), number)) {
        facts.packages.push_back(*package);
      }
      rest.remove_prefix(end + 1);
    }
    if (speaks && !is_in_list) {
      const std::string_view behind = line.substr(word);
      is_in_list =
          behind.find_first_of("([") != std::string_view::npos && behind.find_first_of(")]") == std::string_view::npos;
    } else if (start.find_first_of(")]") != std::string_view::npos) {
      is_in_list = false;
    }
  });
  if (!facts.packages.empty() && facts.packages.front().role == PackageRole::kSelf &&
      facts.packages.front().name.empty()) {
    facts.packages.erase(facts.packages.begin());
  }
  return facts;
}

void add_locked(const DocumentTree& list, PackageFacts& facts) {
  for (const auto& [none, entry] : list.members) {
    if (!entry.is_text() && !entry.is_list()) continue;
    const DocumentTree& reference = entry.is_list() && !entry.members.empty() ? entry.members.front().value : entry;
    if (auto package = package_of(reference.text, reference.line)) {
      package->role = PackageRole::kResolved;
      package->wanted.clear();
      facts.packages.push_back(*std::move(package));
    } else {
      facts.problems.push_back({entry.line, "this is no reference to a package: NAME/VERSION"});
    }
  }
}

// Conan 1: nodes by number, each with the numbers of what it requires.
void add_nodes(const DocumentTree& nodes, PackageFacts& facts) {
  std::map<std::string, std::string> names;  // "NAME VERSION" by number
  for (const auto& [number, node] : nodes.members) {
    if (const auto package = package_of(node["ref"].text, node.line)) {
      names[number] = package->name + " " + package->version;
    }
  }
  for (const auto& [number, node] : nodes.members) {
    auto package = package_of(node["ref"].text, node["ref"].line);
    if (!package)
      package = Package{"conan", "the consumer", {}, {}, {}, PackageRole::kSelf, node.line, {}, {}};
    else
      package->role = PackageRole::kResolved;
    package->wanted.clear();
    for (const auto& [none, need] : node["requires"].members) {
      const auto known = names.find(need.text);
      if (known != names.end()) package->needs.push_back(known->second);
    }
    facts.packages.push_back(*std::move(package));
  }
}

}  // namespace

PackageFacts read_conanfile(const ManifestText& manifest, ManifestFiles&) {
  return manifest.path.ends_with(".py") ? read_python_form(manifest.text) : read_text_form(manifest.text);
}

PackageFacts read_conan_lock(const ManifestText& manifest, ManifestFiles&) {
  project::DocumentProblem problem;
  const auto tree = project::parse_json_document(manifest.text, problem);
  if (!tree) return broken_manifest(problem.line, problem.message);
  PackageFacts facts;
  for (const char* list : {"requires", "build_requires", "python_requires"}) add_locked((*tree)[list], facts);
  add_nodes((*tree)["graph_lock"]["nodes"], facts);
  return facts;
}

}  // namespace cairn::deps
