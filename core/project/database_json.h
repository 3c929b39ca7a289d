// Reading compile_commands.json one entry at a time, without a tree of the whole.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.h"

namespace cairn::project {

// One entry as it is written.
struct DatabaseEntry {
  std::string directory;
  std::string file;
  std::string command;  // a shell's command line, or with is_list: words ended by NUL
  bool is_list = false;
};

// Calls `on_entry` for every entry that has a file and a command, in order, on this
// thread; describes the others in `warnings`, at most 100 of them and how many more.
// Memory: one entry. Fails with kCorrupt, naming line and reason, if `json` is not
// valid JSON (comments and invalid UTF-8 are refused) or not an array, and with
// kCancelled at the first value after `stop` was requested.
Result<void> read_database(std::string_view json, const std::function<void(const DatabaseEntry&)>& on_entry,
                           std::vector<std::string>& warnings, const std::stop_token& stop = {});

}  // namespace cairn::project
