// Asking a build's compiler where it looks for headers (--query-driver). What is asked
// and what becomes of the answer follow clangd's SystemIncludeExtractor.
#pragma once

#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/driver_call.h"
#include "platform/base/result.h"

namespace cairn::project {

struct DriverAnswer {
  std::vector<std::string> system_includes;  // absolute, in search order, without the compiler's own built-in headers
  std::string target;                        // triple; empty: none is named, or clang has no such architecture
  bool operator==(const DriverAnswer&) const = default;
};
using DriverTable = std::map<DriverCall, DriverAnswer>;

// Whether `path` matches as a whole: `*` stands for any characters but '/', `**` for
// any at all, everything else for itself. Cost: glob times path.
bool matches_glob(std::string_view glob, std::string_view path);

// Reads what `driver -E -v` writes to stderr in the C locale; kCorrupt without a
// complete search list.
Result<DriverAnswer> parse_driver_output(std::string_view output);

// Runs the calls whose program the user's `globs` allow, one after the other; each has
// 5 s and 1 MiB of output, and at most 32 are run. A program is allowed if its absolute
// path, ".." resolved, matches, and then run by it; or if the file that it is, links
// followed, does, and then that file is run. It runs in "/", without a shell and with
// nothing to read, so that no file of the workspace decides what happens. Failures are
// described in `warnings`. Blocks; stops soon after `stop`.
DriverTable query_drivers(const std::set<DriverCall>& calls, const std::vector<std::string>& globs,
                          std::vector<std::string>& warnings, const std::stop_token& stop);

// Appends what the compiler knows by itself; a target that `arguments` name stays.
void apply_answer(const DriverAnswer& answer, std::vector<std::string>& arguments);

}  // namespace cairn::project
