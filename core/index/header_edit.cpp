#include "core/index/header_edit.h"

#include <algorithm>
#include <utility>

namespace cairn::index {

std::optional<HeaderEdit> find_header_edit(const std::string& path, CodeLines before, CodeLines after) {
  if (!before.is_movable || !after.is_movable || before.prints.size() != before.lines.size() ||
      after.prints.size() != after.lines.size()) {
    return std::nullopt;
  }
  const auto& a = before.prints;
  const auto& b = after.prints;
  const std::size_t least = std::min(a.size(), b.size());
  std::size_t first = 0;
  while (first < least && a[first] == b[first]) ++first;
  std::size_t last = 0;
  while (last < least - first && a[a.size() - last - 1] == b[b.size() - last - 1]) ++last;
  if (first + last == a.size() && first + last == b.size()) return std::nullopt;
  // A line that goes on is one with the next.
  const auto begins_within = [&] {
    return (first < a.size() && continues_line(a[first])) || (first < b.size() && continues_line(b[first]));
  };
  while (first > 0 && begins_within()) --first;
  while (last > 0 && continues_line(a[a.size() - last])) --last;
  HeaderEdit edit;
  edit.path = path;
  edit.before = std::move(before);
  edit.after = std::move(after);
  edit.kept_first = first;
  edit.kept_last = last;
  return edit;
}

HeaderEdit::Lines HeaderEdit::lines_of(const CodeLines& lines) const {
  Lines result;
  result.first = kept_first == 0 ? 0 : lines.lines[kept_first - 1] + 1;
  result.last = kept_last == 0 ? lines.line_count : lines.lines[lines.lines.size() - kept_last];
  return result;
}

std::optional<std::uint32_t> HeaderEdit::map(std::uint32_t line) const {
  const auto found = std::lower_bound(before.lines.begin(), before.lines.end(), line);
  if (found == before.lines.end() || *found != line) return std::nullopt;
  const auto number = static_cast<std::size_t>(found - before.lines.begin());
  if (number < kept_first) return after.lines[number];
  const std::size_t from_end = before.lines.size() - number;
  if (from_end <= kept_last) return after.lines[after.lines.size() - from_end];
  return std::nullopt;
}

bool HeaderEdit::has_only(LineKind a, LineKind b) const {
  const auto fits = [&](const CodeLines& lines) {
    return std::all_of(lines.prints.begin() + static_cast<std::ptrdiff_t>(kept_first),
                       lines.prints.end() - static_cast<std::ptrdiff_t>(kept_last),
                       [&](std::uint32_t print) { return kind_of_print(print) == a || kind_of_print(print) == b; });
  };
  return fits(before) && fits(after);
}

}  // namespace cairn::index
