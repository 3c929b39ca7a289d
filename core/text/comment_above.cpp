// Goes up from the declaration line by line, so that it costs nothing how long the text
// is; only the way to the line itself is counted.
#include "core/text/comment_above.h"

#include <algorithm>
#include <vector>

namespace cairn::text {
namespace {

std::string_view trimmed(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// The lines up to and with `line`, of which the last ones are kept.
std::vector<std::string_view> lines_until(std::string_view text, std::uint32_t line) {
  std::vector<std::string_view> lines;
  std::size_t begin = 0;
  for (std::uint32_t i = 0; i <= line && begin <= text.size(); ++i) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  if (lines.size() != std::size_t{line} + 1) lines.clear();
  return lines;
}

// Index of the first line of the comment that ends in line `last`; `last` + 1: none ends there.
std::size_t first_comment_line(const std::vector<std::string_view>& lines, std::size_t last) {
  std::size_t first = last + 1;
  if (trimmed(lines[last]).ends_with("*/")) {
    for (std::size_t i = last + 1; i-- > 0;) {
      const std::size_t open = lines[i].find("/*");
      if (open == std::string_view::npos) continue;
      return trimmed(lines[i].substr(0, open)).empty() ? i : first;
    }
    return first;
  }
  while (first > 0 && trimmed(lines[first - 1]).starts_with("//")) --first;
  return first;
}

std::string_view trailing_comment(std::string_view line) {
  for (const std::string_view mark : {"///<", "//!<", "/**<", "/*!<"}) {
    if (const std::size_t at = line.find(mark); at != std::string_view::npos) return trimmed(line.substr(at));
  }
  return {};
}

}  // namespace

std::string comment_of_declaration(std::string_view text, std::uint32_t line, std::size_t max_bytes) {
  const std::vector<std::string_view> lines = lines_until(text, line);
  std::string comment;
  if (lines.empty()) return comment;
  std::size_t end = lines.size() - 1;
  while (end > 0 && (trimmed(lines[end - 1]).starts_with("template") || trimmed(lines[end - 1]).starts_with("[[")))
    --end;
  for (std::size_t i = end == 0 ? end : first_comment_line(lines, end - 1); i < end; ++i) {
    if (!comment.empty()) comment += '\n';
    comment += trimmed(lines[i]);
  }
  if (comment.empty()) comment = trailing_comment(lines.back());
  if (comment.size() > max_bytes) comment.resize(max_bytes);
  return comment;
}

}  // namespace cairn::text
