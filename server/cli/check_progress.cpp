#include "server/cli/check_progress.h"

#include <unistd.h>

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "platform/fs/path.h"
#include "server/cli/print.h"

namespace cairn::server {
namespace {

// ECMA-48: go to the first column and erase to the end of the line.
constexpr const char* kEraseLine = "\r\033[K";

}  // namespace

CheckProgress::CheckProgress(std::size_t total, bool is_shown)
    : total_(total),
      is_shown_(is_shown),
      is_terminal_(isatty(STDERR_FILENO) != 0),
      printed_(std::chrono::steady_clock::now()) {}

CheckProgress::~CheckProgress() {
  if (is_shown_ && is_terminal_) print(stderr, kEraseLine);
}

void CheckProgress::advance(const CheckedFile& file) {
  ++done_;
  errors_ += static_cast<std::size_t>(std::count_if(
      file.diagnostics.begin(), file.diagnostics.end(),
      [](const model::Diagnostic& diagnostic) { return diagnostic.severity == model::Severity::kError; }));
  if (!file.failure.empty()) ++failed_;
  const auto now = std::chrono::steady_clock::now();
  if (!is_shown_ || (!is_terminal_ && now - printed_ < kInterval)) return;
  printed_ = now;
  const std::string text =
      fmt::format("{}/{} files, {} errors, {} failed: {}", done_, total_, errors_, failed_, fs::file_name(file.path));
  print(stderr, is_terminal_ ? kEraseLine + text : text + "\n");
}

}  // namespace cairn::server
