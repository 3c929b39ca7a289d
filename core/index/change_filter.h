// ChangeFilter: which changes on the disk can change what the index says.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/index/ignore_rules.h"

namespace cairn::index {

// What a changed file is to the index.
enum class ChangedKind : std::uint8_t {
  kNothing,   // left out: an editor's or a tool's own file, version control's internals, no source
  kSource,    // by its name
  kDatabase,  // says how units are compiled: compile_commands.json, compile_flags.txt, response files
  kSettings,  // .cairn.json
  kIgnoring,  // .gitignore: other files count from now on
  kManifest,  // tells of packages (core/deps/packages)
};

// Whether a name is one of those under which editors and tools keep unfinished or old text: `.#a.c`,
// `#a.c#`, `a.c~`, `.a.c.swp`, vim's 4913, JetBrains' ___jb_tmp___, `.goutputstream-…`, *.tmp, sed's sedXXXXXX.
bool is_temporary_name(std::string_view name);

// Judges by names alone. A value; thread-safe once made.
class ChangeFilter {
 public:
  struct Settings {
    bool is_enabled = true;                    // false: all but version control's internals counts as a source
    std::vector<std::string> ignore_patterns;  // of .gitignore's kind, seen from the root
  };
  // `root`: absolute, normalised.
  ChangeFilter(std::string root, const Settings& settings);

  // Of a file by its absolute path. `is_searched`: it lies in a folder of headers of which units use some, where
  // names have no suffix (<vector>).
  ChangedKind judge(std::string_view path, bool is_searched) const;
  // Whether nothing below this folder counts.
  bool leaves_out(std::string_view folder) const;

 private:
  bool is_ignored(std::string_view path, bool is_directory) const;

  const std::string root_;
  const bool is_enabled_;
  const IgnoreRules rules_;
};

}  // namespace cairn::index
