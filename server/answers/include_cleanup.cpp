#include "server/answers/include_cleanup.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/lexical/scan.h"
#include "platform/fs/path.h"
#include "server/answers/directive_lines.h"

namespace cairn::server {
namespace {

// Whether nothing but the include and a comment that ends there stands in the line.
bool is_plain(std::string_view line) {
  const std::size_t open = line.find_first_of("<\"");
  if (open == std::string_view::npos || line.substr(0, open).find("/*") != std::string_view::npos) return false;
  const std::size_t close = line.find(line[open] == '<' ? '>' : '"', open + 1);
  if (close == std::string_view::npos) return false;
  const std::string_view rest = trimmed(line.substr(close + 1));
  if (rest.ends_with('\\')) return false;
  return rest.empty() || rest.starts_with("//") || (rest.starts_with("/*") && rest.find("*/") == rest.size() - 2);
}

std::string_view stem_of(std::string_view path) {
  const std::string_view name = fs::file_name(path);
  return name.substr(0, name.find('.'));
}

std::string folded(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool is_blank(const std::vector<std::string_view>& lines, std::size_t line) {
  return line < lines.size() && trimmed(lines[line]).empty();
}

// Lines [first, last] by `text`, which ends a line or is empty.
model::Edit replacement(const std::vector<std::string_view>& lines, std::uint32_t first, std::uint32_t last,
                        std::string text) {
  if (last + 1 < lines.size()) return {{{first, 0}, {last + 1, 0}}, std::move(text)};
  return {{{first, 0}, {last, static_cast<std::uint32_t>(lines[last].size())}}, std::move(text)};
}

}  // namespace

std::vector<TextInclude> read_includes(const std::string& path, const std::string& text) {
  lexical::FileScan scan;
  lexical::scan(path, text, scan);
  const int guard = (scan.rows().facts.flags & model::FileFacts::kIncludeGuard) != 0 ? 1 : 0;
  const std::vector<std::string_view> lines = lines_of(text);
  std::vector<int> depths;
  std::vector<bool> is_kept;
  int depth = 0;
  bool is_keeping = false;
  for (const std::string_view line : lines) {
    const std::string_view word = directive_in(line);
    if (word == "endif") --depth;
    depths.push_back(depth);
    if (word.starts_with("if")) ++depth;
    if (line.find("IWYU pragma: begin_") != std::string_view::npos) is_keeping = true;
    const bool is_ascii =
        std::all_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 128; });
    is_kept.push_back(is_keeping || !is_ascii || line.find("IWYU pragma:") != std::string_view::npos);
    if (line.find("IWYU pragma: end_") != std::string_view::npos) is_keeping = false;
  }
  std::vector<TextInclude> includes;
  std::uint32_t block = 0;
  bool is_first = true;
  for (const model::IncludeLine& each : scan.rows().includes) {
    if (each.line >= lines.size() || each.spelled.empty()) continue;
    const bool is_main = is_first && !each.is_angled && stem_of(each.spelled) == stem_of(path);
    is_first = false;
    const bool follows_continued = each.line > 0 && trimmed(lines[each.line - 1]).ends_with('\\');
    if (depths[each.line] != guard || !is_plain(lines[each.line]) || follows_continued) continue;
    if (!includes.empty() && includes.back().line + 1 != each.line) ++block;
    includes.push_back({each.line, block, {std::string(each.spelled), each.is_angled}, is_kept[each.line], is_main});
  }
  return includes;
}

std::vector<model::Edit> removal_edits(const std::string& text, const std::set<std::uint32_t>& removed) {
  const std::vector<std::string_view> lines = lines_of(text);
  std::vector<model::Edit> edits;
  for (auto at = removed.begin(); at != removed.end();) {
    const std::uint32_t first = *at;
    std::uint32_t last = first;
    for (++at; at != removed.end() && *at == last + 1; ++at) last = *at;
    if (last >= lines.size()) break;
    const bool is_alone = (first == 0 || is_blank(lines, first - 1)) && is_blank(lines, last + 1);
    edits.push_back(replacement(lines, first, is_alone ? last + 1 : last, ""));
  }
  return edits;
}

std::map<std::uint32_t, std::uint32_t> sorted_lines(const std::vector<TextInclude>& includes, std::uint32_t block,
                                                    const std::set<std::uint32_t>& removed) {
  std::vector<const TextInclude*> order;
  for (const TextInclude& each : includes) {
    if (each.block != block || removed.contains(each.line)) continue;
    if (each.is_kept) return {};
    order.push_back(&each);
  }
  const auto first = std::find_if(order.begin(), order.end(), [](const TextInclude* each) { return !each->is_main; });
  if (first == order.end()) return {};
  const bool is_angled_first = (*first)->header.is_angled;
  const auto key = [&](const TextInclude* each) {
    return std::tuple(!each->is_main, each->header.is_angled != is_angled_first, each->header.spelled);
  };
  const auto by_name = [&](const TextInclude* a, const TextInclude* b) { return key(a) < key(b); };
  const auto by_folded_name = [&](const TextInclude* a, const TextInclude* b) {
    auto [a_main, a_kind, a_name] = key(a);
    auto [b_main, b_kind, b_name] = key(b);
    return std::tuple(a_main, a_kind, folded(a_name)) < std::tuple(b_main, b_kind, folded(b_name));
  };
  if (std::is_sorted(order.begin(), order.end(), by_folded_name)) return {};
  std::vector<std::uint32_t> lines;
  for (const TextInclude* each : order) lines.push_back(each->line);
  std::stable_sort(order.begin(), order.end(), by_name);
  std::map<std::uint32_t, std::uint32_t> moved;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (order[i]->line != lines[i]) moved[order[i]->line] = lines[i];
  }
  return moved;
}

std::vector<model::Edit> organise_edits(const std::string& text, const std::vector<TextInclude>& includes,
                                        const std::set<std::uint32_t>& removed,
                                        const std::map<std::uint32_t, std::uint32_t>& moved) {
  std::vector<model::Edit> edits = removal_edits(text, removed);
  const std::vector<std::string_view> lines = lines_of(text);
  for (const TextInclude& each : includes) {
    const auto to = moved.find(each.line);
    if (to == moved.end() || each.line >= lines.size() || to->second >= lines.size()) continue;
    // Only what stands in the lines moves: the last one may have no end.
    const std::string_view before = lines[to->second];
    const std::string_view after = lines[each.line];
    const bool has_return = before.ends_with('\r');
    edits.push_back({{{to->second, 0}, {to->second, static_cast<std::uint32_t>(before.size() - (has_return ? 1 : 0))}},
                     std::string(after.substr(0, after.size() - (after.ends_with('\r') ? 1 : 0)))});
  }
  std::sort(edits.begin(), edits.end(),
            [](const model::Edit& a, const model::Edit& b) { return a.range.start < b.range.start; });
  return edits;
}

}  // namespace cairn::server
