// .gitmodules, and which commit of each submodule is checked out. Format: https://git-scm.com/docs/gitmodules
#include <string>
#include <utility>

#include "core/deps/packages/manifest_reader.h"
#include "core/deps/packages/words.h"

namespace cairn::deps {
namespace {

bool is_commit(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Behind `start` in a file of one line.
std::string line_of(ManifestFiles& files, const std::string& path, std::string_view start) {
  const auto text = files.read(path);
  if (!text) return {};
  const std::string_view line = trimmed(std::string_view(*text).substr(0, text->find('\n')));
  return line.starts_with(start) ? std::string(trimmed(line.substr(start.size()))) : std::string();
}

// What HEAD says; empty: it is not checked out, or not where it may be read.
std::string commit_of(ManifestFiles& files, const std::string& folder) {
  std::string git = line_of(files, folder + "/.git", "gitdir: ");
  if (git.empty()) git = ".git";
  if (!git.starts_with('/')) git = folder + "/" + git;
  const std::string head = line_of(files, git + "/HEAD", "");
  if (is_commit(head)) return head;
  if (!head.starts_with("ref: refs/")) return {};
  const std::string commit = line_of(files, git + "/" + head.substr(5), "");
  return is_commit(commit) ? commit : std::string();
}

}  // namespace

PackageFacts read_git_modules(const ManifestText& manifest, ManifestFiles& files) {
  PackageFacts facts;
  visit_lines(manifest.text, [&](std::string_view line, std::uint32_t number) {
    line = trimmed(line);
    if (line.starts_with('#') || line.starts_with(';')) return;
    constexpr std::string_view kSection = "[submodule \"";
    if (line.starts_with(kSection)) {
      const std::string name(line.substr(kSection.size(), line.find('"', kSection.size()) - kSection.size()));
      facts.packages.push_back({"git", name, {}, {}, {}, PackageRole::kWanted, number, {}, {}});
      return;
    }
    const std::size_t equals = line.find('=');
    if (facts.packages.empty() || equals == std::string_view::npos) return;
    const std::string_view key = trimmed(line.substr(0, equals));
    const std::string value(trimmed(line.substr(equals + 1)));
    Package& package = facts.packages.back();
    if (key == "path") package.folders = {value};
    if (key == "url") package.source = value;
    if (key == "branch") package.wanted = value;
  });
  for (Package& package : facts.packages) {
    if (package.folders.empty()) {
      facts.problems.push_back({package.line, "this submodule has no path: the file is damaged or half-written"});
      continue;
    }
    package.version = commit_of(files, package.folders.front());
    if (!package.version.empty()) package.role = PackageRole::kFound;
    // "third_party/fmt" is fmt; what submodules are called is often their path.
    package.name = package.name.substr(package.name.rfind('/') + 1);
  }
  return facts;
}

}  // namespace cairn::deps
