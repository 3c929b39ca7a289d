// go.mod. Format: https://go.dev/ref/mod#go-mod-file
#include <map>
#include <string>
#include <utility>

#include "core/deps/packages/manifest_reader.h"
#include "core/deps/packages/words.h"

namespace cairn::deps {
namespace {

struct Replacement {
  std::string version;  // of what is replaced; empty: any
  std::string by;
  std::string by_version;  // empty: a folder
};

}  // namespace

PackageFacts read_go_mod(const ManifestText& manifest, ManifestFiles&) {
  PackageFacts facts;
  std::map<std::string, Replacement> replacements;  // by name
  std::string block;
  std::uint32_t block_line = 0;
  visit_lines(manifest.text, [&](std::string_view line, std::uint32_t number) {
    line = trimmed(line.substr(0, line.find("//")));
    std::vector<std::string_view> words = words_of(line);
    if (words.empty()) return;
    if (!block.empty() && words.front() == ")") return block.clear();
    std::string verb = block;
    if (verb.empty()) {
      verb = words.front();
      words.erase(words.begin());
      if (!words.empty() && words.front() == "(") {
        block = verb;
        block_line = number;
        return;
      }
    }
    if (verb == "module" && !words.empty()) {
      facts.packages.push_back({"go", std::string(words[0]), {}, {}, {}, PackageRole::kSelf, number, {}, {}});
    } else if (verb == "require" && words.size() >= 2) {
      facts.packages.push_back({"go",
                                std::string(words[0]),
                                std::string(words[1]),
                                std::string(words[1]),
                                {},
                                PackageRole::kWanted,
                                number,
                                {},
                                {}});
    } else if (verb == "replace" && words.size() >= 3) {
      const bool has_version = words[1] != "=>";
      const std::size_t arrow = has_version ? 2 : 1;
      if (words.size() <= arrow + 1 || words[arrow] != "=>") return;
      replacements[std::string(words[0])] = {has_version ? std::string(words[1]) : std::string(),
                                             std::string(words[arrow + 1]),
                                             words.size() > arrow + 2 ? std::string(words[arrow + 2]) : std::string()};
    }
  });
  if (!block.empty()) return broken_manifest(block_line, "this block has no end: the file is damaged or half-written");
  for (Package& package : facts.packages) {
    const auto found = replacements.find(package.name);
    if (package.role != PackageRole::kWanted || found == replacements.end()) continue;
    if (!found->second.version.empty() && found->second.version != package.version) continue;
    package.source = found->second.by;
    package.version = found->second.by_version;
  }
  return facts;
}

}  // namespace cairn::deps
