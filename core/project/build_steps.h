// What the build makes of each entry of a compilation database: its object file, its target, how long that took.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/project/compilation_database.h"

namespace cairn::project {

struct BuildTarget {
  std::string name;
  std::string kind;                  // "executable", "static library", …; "folder" of one that stands for a target
  std::vector<std::uint32_t> needs;  // numbers of targets that it is linked with, or that are built before it
};

struct BuildStep {
  std::string object;                     // absolute; empty: the command does not name it
  std::vector<std::uint32_t> targets;     // numbers, sorted
  std::optional<std::uint32_t> build_ms;  // wall time of its last build by ninja
};

// Targets come from CMake's file API, if there is a reply in the database's folder or the entry's; else from the
// folders that CMake puts objects in (CMakeFiles/TARGET.dir); else the folder of the source stands for one. Reads the
// disk when it is made and asked; confined to one thread.
class BuildSteps {
 public:
  // `root`: what folders are named relative to.
  BuildSteps(const CompilationDatabase& database, const std::string& database_folder, std::string root);

  // Of the file's entry of that number. REQUIRES: there is one.
  BuildStep step_of(const std::string& path, std::size_t nth);

  const std::vector<BuildTarget>& targets() const { return targets_; }
  // What could not be read, for people: one line each.
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  using Times = std::unordered_map<std::string, std::uint32_t>;
  std::uint32_t target(const std::string& name, const std::string& kind);
  void read_targets(const std::string& build_folder);
  const Times& times_in(const std::string& build_folder);
  std::vector<std::uint32_t> targets_of(const std::string& path, const std::string& object);

  const CompilationDatabase& database_;
  const std::string root_;
  std::vector<BuildTarget> targets_;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;            // of targets
  std::unordered_map<std::string, std::vector<std::uint32_t>> sources_;  // of targets that CMake tells
  std::map<std::string, Times> times_;                                   // by build folder
  std::map<std::string, bool> looked_at_;                                // build folders
  std::vector<std::string> problems_;
};

// The object file that a command writes, as its words have it ("-o X", "-oX", "--output=X"); empty if they do not.
// Pure.
std::string object_of(const std::vector<std::string>& words);

// "name" of ".../CMakeFiles/name.dir/..."; empty if there is no such folder. Pure.
std::string_view cmake_target_of(std::string_view object);

}  // namespace cairn::project
