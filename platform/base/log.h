// The log: one line per event on stderr or in a file, "I[12:00:00.000] text".
//
// Never stdout: stdout carries only LSP. Never blocks: an editor that does not
// drain our stderr must not stall the server, so a line that the pipe cannot
// take at once is dropped and counted. File contents appear only at verbose.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "platform/base/result.h"

namespace cairn::base {

enum class LogLevel { kError, kInfo, kVerbose };

// Parses "error", "info" or "verbose".
Result<LogLevel> parse_log_level(std::string_view text);

// Sets the process-wide level and, if `file` is not empty, appends to that file
// (mode 0600) instead of stderr. Call once at start, before other threads exist.
Result<void> configure_log(LogLevel level, const std::string& file);

bool log_enabled(LogLevel level);

// Writes one line; newlines inside are escaped, invalid UTF-8 is kept as is.
// Thread-safe: a line is one write(2).
void log_line(LogLevel level, std::string_view text);

// Lines dropped because the pipe was full or broken since the start.
std::uint64_t log_lines_dropped();

template <typename... Args>
void log_error(fmt::format_string<Args...> format, Args&&... args) {
  if (log_enabled(LogLevel::kError)) log_line(LogLevel::kError, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void log_info(fmt::format_string<Args...> format, Args&&... args) {
  if (log_enabled(LogLevel::kInfo)) log_line(LogLevel::kInfo, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void log_verbose(fmt::format_string<Args...> format, Args&&... args) {
  if (log_enabled(LogLevel::kVerbose)) log_line(LogLevel::kVerbose, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace cairn::base
