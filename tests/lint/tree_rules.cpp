#include "tests/lint/tree_rules.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string>

namespace cairn::lint {
namespace {

constexpr std::array<std::string_view, 8> kVagueNames = {"util",   "utils",   "helper", "helpers",
                                                         "common", "commons", "misc",   "miscellaneous"};

constexpr std::array<std::string_view, 12> kTopLevel = {
    "CMakeLists.txt", "CMakePresets.json", "LICENSE",  "README.md", "bench", "core", "dev",
    "editors",        "platform",          "protocol", "server",    "tests"};

template <typename Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The folder whose README.md speaks for the source file `path`; empty for a file at the top.
std::string readme_folder(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return "";
  const std::string_view folder = path.substr(0, slash);
  const std::string_view tests = "tests/";
  if (!folder.starts_with(tests)) return std::string(folder);
  return std::string(folder.substr(0, folder.find('/', tests.size())));
}

}  // namespace

Violations check_name(std::string_view path) {
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view part = path.substr(start, end - start);
    if (contains(kVagueNames, part.substr(0, part.find('.')))) {
      return {{std::string(path), 0, "\"" + std::string(part) + "\" says nothing: name what it holds"}};
    }
    start = end + 1;
  }
  return {};
}

Violations check_top_level(std::string_view path) {
  const std::string_view top = path.substr(0, path.find('/'));
  if (top.starts_with('.') || contains(kTopLevel, top)) return {};
  return {{std::string(path), 0, "the top level does not hold " + std::string(top)}};
}

Violations check_readmes(const Tree& tree) {
  std::set<std::string> folders;
  for (const auto& [path, text] : tree) {
    if (is_source(path)) folders.insert(readme_folder(path));
  }
  Violations found;
  for (const std::string& folder : folders) {
    const std::string readme = folder.empty() ? "README.md" : folder + "/README.md";
    if (!tree.contains(readme)) found.push_back({readme, 0, "a folder with sources needs a README.md"});
  }
  return found;
}

}  // namespace cairn::lint
