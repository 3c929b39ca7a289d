// The command line of `cairn`.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "platform/base/log.h"

namespace cairn::server {

enum class Action {
  kServe,       // speak LSP on stdin and stdout
  kHelp,
  kVersion,
  kUsageError,  // `error` says why; exit code 2
};

struct Options {
  Action action = Action::kServe;
  std::string error;
  std::string compile_commands_dir;  // folder that holds compile_commands.json; empty: search
  std::string cache_dir;             // empty: the XDG cache folder
  std::string log_file;              // empty: stderr
  base::LogLevel log_level = base::LogLevel::kInfo;
  std::optional<pid_t> client_process_id;
  // What was not understood and is ignored: options outlive versions in editors'
  // settings, and an unknown one must not kill the server at start.
  std::vector<std::string> warnings;
};

// `arguments` without the program's name. `on_terminal`: stdin is a terminal, where
// no arguments at all means that a person wants help. Pure.
Options parse_options(const std::vector<std::string>& arguments, bool on_terminal);

// What --help prints.
std::string help_text();

}  // namespace cairn::server
