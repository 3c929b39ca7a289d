#include "server/cli/options.h"

#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cairn::server {
namespace {

// The value of `--name=value` or of `--name value`; advances `index` in the second form.
std::optional<std::string> value_of(std::string_view name, const std::vector<std::string>& arguments,
                                    std::size_t& index) {
  const std::string& argument = arguments[index];
  if (argument == name && index + 1 < arguments.size()) return arguments[++index];
  if (argument.size() > name.size() && argument.starts_with(name) && argument[name.size()] == '=') {
    return argument.substr(name.size() + 1);
  }
  return std::nullopt;
}

Options usage_error(std::string text) {
  Options options;
  options.action = Action::kUsageError;
  options.error = std::move(text);
  return options;
}

std::optional<pid_t> parse_pid(const std::string& text) {
  pid_t pid = 0;
  auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), pid);
  if (failure != std::errc() || end != text.data() + text.size() || pid <= 0) return std::nullopt;
  return pid;
}

}  // namespace

Options parse_options(const std::vector<std::string>& arguments, bool on_terminal) {
  Options options;
  if (arguments.empty() && on_terminal) return usage_error("stdin is a terminal: cairn is started by an editor");
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--help" || argument == "-h") {
      options.action = Action::kHelp;
      return options;
    }
    if (argument == "--version") {
      options.action = Action::kVersion;
      return options;
    }
    if (argument == "--stdio") continue;
    if (argument.starts_with("--pipe") || argument.starts_with("--socket")) {
      // Ignoring it would leave the client waiting at its end for ever.
      return usage_error(fmt::format("{} is not supported; use stdin and stdout (--stdio)", argument));
    }
    if (auto dir = value_of("--compile-commands-dir", arguments, i)) {
      options.compile_commands_dir = *dir;
    } else if (auto cache = value_of("--cache-dir", arguments, i)) {
      options.cache_dir = *cache;
    } else if (auto file = value_of("--log-file", arguments, i)) {
      options.log_file = *file;
    } else if (auto level = value_of("--log", arguments, i)) {
      auto parsed = base::parse_log_level(*level);
      if (parsed) {
        options.log_level = *parsed;
      } else {
        options.warnings.push_back(fmt::format("--log={}: {}", *level, parsed.error().message));
      }
    } else if (auto pid = value_of("--clientProcessId", arguments, i)) {
      options.client_process_id = parse_pid(*pid);
      if (!options.client_process_id) options.warnings.push_back(fmt::format("{} is not a process id", argument));
    } else {
      options.warnings.push_back(fmt::format("unknown argument {} is ignored", argument));
    }
  }
  return options;
}

std::string help_text() {
  return R"(usage: cairn [OPTION]...

A C and C++ language server. Editors start it and speak LSP on its stdin and stdout.

  --stdio                      serve on stdin and stdout (the default)
  --compile-commands-dir=DIR   folder that holds compile_commands.json
                               (default: the workspace root, build*/, out*/)
  --cache-dir=DIR              folder for Cairn's own files (default: $XDG_CACHE_HOME/cairn)
  --log=error|info|verbose     how much to log on stderr (default: info)
  --log-file=FILE              log into FILE instead
  --clientProcessId=PID        end when this process ends
  --version                    print the version and exit
  --help                       print this text and exit

Exit codes: 0 done; 1 the client left without 'shutdown', or start failed; 2 usage.
)";
}

}  // namespace cairn::server
