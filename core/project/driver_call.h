// DriverCall: how to ask a build's compiler where it looks for headers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::project {

// Equal calls get equal answers.
struct DriverCall {
  std::string program;               // a bare name to look up in $PATH, or absolute; empty: none is named
  std::string language;              // "c" or "c++"
  std::vector<std::string> options;  // those of the command that move the answer: --sysroot=…, --target=…, …
  auto operator<=>(const DriverCall&) const = default;
};

// "c" or "c++", whichever has the search path of `language` (one of clang's names).
std::string_view driver_language(std::string_view language);

// The call for a command line (wrappers and compiler in front) run in `directory`,
// whose input is in `language`. Reads no file; thread-safe.
DriverCall driver_call(const std::vector<std::string>& argv, std::string_view directory, std::string_view language);

}  // namespace cairn::project
