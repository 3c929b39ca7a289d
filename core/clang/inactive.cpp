#include "core/clang/inactive.h"

#include <algorithm>

namespace cairn::clang {
namespace {

// The first byte of the line after the directive at `offset`, which may be continued
// by backslashes.
std::uint32_t after_directive(std::string_view text, std::uint32_t offset) {
  std::size_t at = offset;
  while (at < text.size()) {
    at = text.find_first_of("\r\n", at);
    if (at == std::string_view::npos) return static_cast<std::uint32_t>(text.size());
    const bool is_continued = at > offset && text[at - 1] == '\\';
    if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') ++at;
    ++at;
    if (!is_continued) break;
  }
  return static_cast<std::uint32_t>(std::min(at, text.size()));
}

std::uint32_t line_start(std::string_view text, std::uint32_t offset) {
  const std::size_t newline = offset == 0 ? std::string_view::npos : text.find_last_of("\r\n", offset - 1);
  return newline == std::string_view::npos ? 0 : static_cast<std::uint32_t>(newline + 1);
}

// Without the last line's ending.
std::uint32_t last_text(std::string_view text, const InactiveLines& lines) {
  std::uint32_t end = lines.end;
  if (end > lines.begin && text[end - 1] == '\n') --end;
  if (end > lines.begin && text[end - 1] == '\r') --end;
  return end;
}

}  // namespace

std::vector<InactiveLines> find_inactive_lines(SourceMap& sources) {
  const std::string_view text = sources.text(sources.main_file());
  std::vector<InactiveLines> result;
  CXSourceRangeList* skipped = clang_getSkippedRanges(sources.unit(), sources.main_file());
  for (unsigned i = 0; skipped && i < skipped->count; ++i) {
    // From the '#' of one directive to the word of the next one.
    const auto begin = sources.place(clang_getRangeStart(skipped->ranges[i]));
    const auto end = sources.place(clang_getRangeEnd(skipped->ranges[i]));
    if (!begin || !end || !sources.is_main(begin->file) || !sources.is_main(end->file)) continue;
    if (begin->offset > text.size() || end->offset > text.size()) continue;
    const InactiveLines lines{after_directive(text, begin->offset), line_start(text, end->offset)};
    if (lines.begin < lines.end) result.push_back(lines);
  }
  clang_disposeSourceRangeList(skipped);
  std::sort(result.begin(), result.end(),
            [](const InactiveLines& a, const InactiveLines& b) { return a.begin < b.begin; });
  // A preamble and the rest of the file may both tell of one range.
  const auto repeats = [](const InactiveLines& a, const InactiveLines& b) { return b.begin < a.end; };
  result.erase(std::unique(result.begin(), result.end(), repeats), result.end());
  return result;
}

std::vector<text::Range> find_inactive_regions(SourceMap& sources) {
  const std::string_view text = sources.text(sources.main_file());
  std::vector<text::Range> regions;
  for (const InactiveLines& lines : find_inactive_lines(sources)) {
    regions.push_back(sources.range(sources.main_file(), lines.begin, last_text(text, lines)));
  }
  return regions;
}

}  // namespace cairn::clang
