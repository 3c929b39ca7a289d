// CMake scripts: what they declare with FetchContent, ask for with find_package, and are themselves (project).
// https://cmake.org/cmake/help/latest/module/FetchContent.html
#include <algorithm>
#include <string>
#include <utility>

#include "core/deps/packages/cmake_commands.h"
#include "core/deps/packages/manifest_reader.h"

namespace cairn::deps {
namespace {

// Behind a keyword; empty if it is not there, or made of variables, which nobody replaces here.
std::string value_of(const CMakeCommand& command, std::string_view keyword) {
  const auto found = std::find(command.arguments.begin(), command.arguments.end(), keyword);
  if (found == command.arguments.end() || found + 1 == command.arguments.end()) return {};
  return (found + 1)->find("${") == std::string::npos ? *(found + 1) : std::string();
}

bool is_version(const std::string& text) { return !text.empty() && text[0] >= '0' && text[0] <= '9'; }

void add_fetched(const CMakeCommand& command, PackageFacts& facts) {
  Package package;
  package.ecosystem = "fetchcontent";
  package.name = command.arguments.front();
  package.line = command.line;
  for (const char* where : {"GIT_REPOSITORY", "URL", "SVN_REPOSITORY", "HG_REPOSITORY"}) {
    if (package.source.empty()) package.source = value_of(command, where);
  }
  for (const char* which : {"GIT_TAG", "HG_TAG", "SVN_REVISION"}) {
    if (package.version.empty()) package.version = value_of(command, which);
  }
  package.wanted = package.version;
  if (const std::string folder = value_of(command, "SOURCE_DIR"); !folder.empty()) package.folders.push_back(folder);
  facts.packages.push_back(std::move(package));
}

}  // namespace

PackageFacts read_cmake_lists(const ManifestText& manifest, ManifestFiles&) {
  PackageFacts facts;
  const bool is_lists = manifest.path.ends_with("/CMakeLists.txt");
  const auto unfinished = visit_cmake_commands(manifest.text, [&](const CMakeCommand& command) {
    if (command.arguments.empty() || command.arguments[0].find("${") != std::string::npos) return;
    const std::string& name = command.arguments[0];
    if (command.name == "fetchcontent_declare") {
      add_fetched(command, facts);
    } else if (command.name == "project" && is_lists) {
      const std::string version = value_of(command, "VERSION");
      // The sources beside the script are the project's.
      if (is_version(version)) {
        facts.packages.push_back({"cmake", name, version, {}, {}, PackageRole::kSelf, command.line, {}, {"."}});
      }
    } else if (command.name == "find_package") {
      const bool has_version = command.arguments.size() > 1 && is_version(command.arguments[1]);
      facts.packages.push_back({"cmake",
                                name,
                                {},
                                has_version ? command.arguments[1] : std::string(),
                                {},
                                PackageRole::kWanted,
                                command.line,
                                {},
                                {}});
    }
  });
  if (unfinished) return broken_manifest(*unfinished, "this command has no end: the file is damaged or half-written");
  return facts;
}

}  // namespace cairn::deps
