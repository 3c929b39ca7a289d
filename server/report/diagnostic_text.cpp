#include "server/report/diagnostic_text.h"

#include <iterator>

#include <fmt/format.h>

#include "platform/fs/path.h"

namespace cairn::server {
namespace {

// A message may quote source text, and one diagnostic is one line.
std::string on_one_line(std::string text) {
  for (char& byte : text) {
    if (byte == '\n' || byte == '\r') byte = ' ';
  }
  return text;
}

std::string place(std::string_view path, const text::Position& start, std::string_view base) {
  return fmt::format("{}:{}:{}", shown_path(path, base), start.line + 1, start.column + 1);
}

}  // namespace

std::string shown_path(std::string_view path, std::string_view base) {
  if (path == base || base == "/" || !fs::is_within(base, path)) return std::string(path);
  return std::string(path.substr(base.size() + 1));
}

std::string diagnostic_text(const CheckedFile& file, std::string_view base) {
  std::string text;
  const auto out = std::back_inserter(text);
  if (!file.failure.empty()) {
    fmt::format_to(out, "{}: failed: {}\n", shown_path(file.path, base), on_one_line(file.failure));
  }
  for (const model::Diagnostic& diagnostic : file.diagnostics) {
    fmt::format_to(out, "{}: {}: {}", place(file.path, diagnostic.range.start, base),
                   severity_name(diagnostic.severity), on_one_line(diagnostic.message));
    if (!diagnostic.code.empty()) fmt::format_to(out, " [{}]", diagnostic.code);
    text += '\n';
    for (const model::RelatedNote& note : diagnostic.notes) {
      fmt::format_to(out, "{}: note: {}\n", place(note.location.path, note.location.range.start, base),
                     on_one_line(note.message));
    }
  }
  return text;
}

std::string summary_text(const CheckReport& report) {
  const CheckCounts counts = count_findings(report);
  return fmt::format("{} files: {} errors, {} warnings, {} failed ({:.1f} s)", counts.files, counts.errors,
                     counts.warnings, counts.failed, report.seconds);
}

}  // namespace cairn::server
