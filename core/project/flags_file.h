// compile_flags.txt: one option a line, for every file of its folder and below.
// Format: https://clang.llvm.org/docs/JSONCompilationDatabase.html#alternatives
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/compile_command.h"

namespace cairn::project {

// Where a flags file may be that counts for `path` (absolute, normalised), the first
// choice first: its folder and those above, up to `root`; up to "/" if `root` is empty
// or `path` lies elsewhere.
std::vector<std::string> flags_file_places(std::string_view root, std::string_view path);

// The options of the nearest flags file; nothing if there is none. One that cannot be
// read (or has over 1 MiB) is passed over and stated in the log. The language is the one that the
// options name, else what `path` probably is (language.h). Reads files.
std::optional<CompileCommand> flags_file_command(std::string_view root, std::string_view path);

}  // namespace cairn::project
