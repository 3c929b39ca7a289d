// Files of pkg-config. Format: https://people.freedesktop.org/~dbn/pkg-config-guide.html
#include <map>
#include <string>
#include <utility>

#include "core/deps/packages/manifest_reader.h"
#include "core/deps/packages/words.h"
#include "platform/fs/path.h"

namespace cairn::deps {
namespace {

constexpr std::size_t kMaxValueBytes = 65'536;

using Variables = std::map<std::string, std::string, std::less<>>;

// Values are replaced where they are set, so that there are no circles.
std::string replaced(std::string_view text, const Variables& variables) {
  std::string result;
  while (!text.empty() && result.size() < kMaxValueBytes) {
    const std::size_t start = text.find("${");
    const std::size_t end = start == std::string_view::npos ? start : text.find('}', start);
    result += text.substr(0, start);
    if (end == std::string_view::npos) {
      if (start != std::string_view::npos) result += text.substr(start);
      break;
    }
    const auto known = variables.find(text.substr(start + 2, end - start - 2));
    if (known != variables.end()) result += known->second;
    text.remove_prefix(end + 1);
  }
  return result;
}

// "a >= 1.2, b c = 3" without what is wanted of each.
std::vector<std::string> names_in(std::string list) {
  for (char& c : list) c = c == ',' ? ' ' : c;
  std::vector<std::string> names;
  bool is_version = false;
  for (const std::string_view word : words_of(list)) {
    const bool compares = word.find_first_not_of("<>=!") == std::string_view::npos;
    if (!compares && !is_version) names.emplace_back(word);
    is_version = compares;
  }
  return names;
}

}  // namespace

PackageFacts read_pkg_config(const ManifestText& manifest, ManifestFiles&) {
  const std::string_view file = fs::file_name(manifest.path);
  Package package;
  package.ecosystem = "pkg-config";
  package.name = file.substr(0, file.size() - 3);
  package.role = PackageRole::kFound;
  Variables variables = {{"pcfiledir", std::string(fs::parent_path(manifest.path))}};
  bool has_version = false;
  visit_lines(manifest.text, [&](std::string_view line, std::uint32_t number) {
    line = trimmed(line.substr(0, line.find('#')));
    const std::size_t mark = line.find_first_of(":=");
    if (mark == std::string_view::npos) return;
    const std::string_view key = trimmed(line.substr(0, mark));
    std::string value = replaced(trimmed(line.substr(mark + 1)), variables);
    if (line[mark] == '=') {
      variables[std::string(key)] = std::move(value);
    } else if (key == "Version") {
      package.version = std::move(value);
      package.line = number;
      has_version = true;
    } else if (key == "Requires" || key == "Requires.private") {
      for (std::string& name : names_in(std::move(value))) package.needs.push_back(std::move(name));
    } else if (key == "Cflags" || key == "CFlags") {
      for (const std::string_view word : words_of(value)) {
        const bool is_system = word == "-I/usr/include" || word == "-I/usr/local/include";
        if (word.starts_with("-I/") && !is_system) package.folders.emplace_back(word.substr(2));
      }
    }
  });
  PackageFacts facts;
  if (!has_version) facts.problems.push_back({0, "there is no version: the file is damaged or half-written"});
  facts.packages.push_back(std::move(package));
  return facts;
}

}  // namespace cairn::deps
