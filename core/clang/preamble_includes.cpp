#include "core/clang/preamble_includes.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace cairn::clang {
namespace {

// The end of the comment at `at`, or `at` itself if none is there.
std::size_t skip_comment(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) == "//") return std::min(text.find('\n', at), text.size());
  if (text.substr(at, 2) != "/*") return at;
  const std::size_t close = text.find("*/", at + 2);
  return close == std::string_view::npos ? text.size() : close + 2;
}

// The end of the line that continues behind a backslash and inside of a comment.
std::size_t skip_directive(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != '\n') {
    const std::size_t after = skip_comment(text, at);
    if (after != at) {
      at = after;
    } else if (text[at] == '\\') {
      at += text.substr(at, 3) == "\\\r\n" ? 3 : 2;
    } else {
      ++at;
    }
  }
  return std::min(at, text.size());
}

}  // namespace

std::uint32_t find_preamble_end(std::string_view text) {
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v') {
      ++at;
    } else if (c == '#') {
      at = skip_directive(text, at);
    } else if (const std::size_t after = skip_comment(text, at); after != at) {
      at = after;
    } else {
      break;
    }
  }
  return static_cast<std::uint32_t>(at);
}

void PreambleIncludes::follow_preamble() {
  std::vector<FileStamp> now = find_preamble();
  if (now != preamble_) known_.clear();
  preamble_ = std::move(now);
}

const std::vector<IncludedFile>* PreambleIncludes::find(const std::string& path) const {
  const auto found = known_.find(path);
  return found == known_.end() ? nullptr : &found->second;
}

void PreambleIncludes::keep(const std::string& path, std::vector<IncludedFile> includes) {
  if (!preamble_.empty()) known_.insert_or_assign(path, std::move(includes));
}

std::vector<PreambleIncludes::FileStamp> PreambleIncludes::find_preamble() const {
  std::vector<FileStamp> found;
  if (directory_.empty()) return found;
  std::error_code failed;
  for (std::filesystem::directory_iterator at(directory_, failed), end; !failed && at != end; at.increment(failed)) {
    std::string path = at->path().string();
    struct stat status{};
    if (!at->path().filename().string().starts_with("preamble-") || stat(path.c_str(), &status) != 0) continue;
    const std::int64_t written = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    found.emplace_back(std::move(path), status.st_ino, written);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace cairn::clang
