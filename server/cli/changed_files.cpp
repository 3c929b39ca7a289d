#include "server/cli/changed_files.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "platform/fs/path.h"
#include "platform/proc/capture.h"

namespace cairn::server {
namespace {

constexpr std::chrono::seconds kLimit{10};
constexpr std::size_t kMaxBytes = std::size_t{16} << 20;

Result<std::string> run_git(const std::string& folder, std::vector<std::string> arguments) {
  proc::CaptureOptions options;
  options.argv = {"/usr/bin/git", "-c", "core.fsmonitor=false", "--no-pager"};
  for (std::string& each : arguments) options.argv.push_back(std::move(each));
  options.set_env = {{"GIT_OPTIONAL_LOCKS", "0"}, {"LC_ALL", "C"}};
  options.working_directory = folder;
  options.limit = kLimit;
  options.max_bytes = kMaxBytes;
  return proc::capture_output(options, {});
}

}  // namespace

Result<std::vector<std::string>> files_changed_since(const std::string& folder, const std::string& revision) {
  if (revision.empty() || revision.front() == '-') {
    return unexpected(ErrorCode::kInvalidArgument, fmt::format("--git: \"{}\" names no commit", revision));
  }
  auto top = run_git(folder, {"rev-parse", "--show-toplevel"});
  if (!top) return unexpected(ErrorCode::kUnavailable, fmt::format("--git: {} is in no checkout of git", folder));
  while (top->ends_with('\n')) top->pop_back();
  const auto names =
      run_git(*top, {"diff", "--no-ext-diff", "--no-textconv", "--no-renames", "--name-only", "-z", revision, "--"});
  if (!names) {
    return unexpected(ErrorCode::kUnavailable, fmt::format("--git: git knows no commit \"{}\", or fails", revision));
  }
  std::vector<std::string> files;
  for (std::string_view rest = *names; !rest.empty();) {
    const std::string_view name = rest.substr(0, rest.find('\0'));
    if (!name.empty()) files.push_back(fs::join_path(*top, name));
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
  }
  return files;
}

}  // namespace cairn::server
