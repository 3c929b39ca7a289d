#include "server/answers/include_edit.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/lexical/scan.h"
#include "platform/fs/path.h"
#include "server/answers/directive_lines.h"

namespace cairn::server {
namespace {

struct Line {
  std::uint32_t line = 0;
  query::HeaderSpelling header;
  bool is_main = false;  // the header that is named as the file
};
using Group = std::vector<Line>;

std::string_view stem_of(std::string_view path) {
  const std::string_view name = fs::file_name(path);
  return name.substr(0, name.find('.'));
}

std::size_t shared_folders(std::string_view a, std::string_view b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i) count += a[i] == '/' ? 1 : 0;
  return count;
}

class Includes {
 public:
  Includes(const std::string& path, const std::string& text)
      : lines_(lines_of(text)), ends_line_(text.empty() || text.ends_with('\n')) {
    lexical::scan(path, text, scan_);
    has_guard_ = (scan_.rows().facts.flags & model::FileFacts::kIncludeGuard) != 0;
    const std::vector<int> depths = depths_of_lines();
    for (const model::IncludeLine& each : scan_.rows().includes) {
      all_.push_back({std::string(each.spelled), each.is_angled});
      if (each.line >= depths.size() || depths[each.line] != (has_guard_ ? 1 : 0)) continue;
      Line line{each.line, all_.back(), false};
      line.is_main = groups_.empty() && !each.is_angled && stem_of(each.spelled) == stem_of(path);
      if (groups_.empty() || groups_.back().back().line + 1 != each.line) groups_.emplace_back();
      groups_.back().push_back(std::move(line));
    }
  }

  bool has(const query::HeaderSpelling& header) const {
    return std::find(all_.begin(), all_.end(), header) != all_.end();
  }

  model::Edit edit(const query::HeaderSpelling& header) const {
    const std::string_view end = !lines_.empty() && lines_.front().ends_with('\r') ? "\r\n" : "\n";
    const std::string include = "#include " + to_string(header) + std::string(end);
    if (const Group* group = group_for(header)) return insertion(line_in(*group, header), include);
    if (groups_.empty()) return first(include, end);
    if (!header.is_angled) return insertion(groups_.back().back().line + 1, std::string(end) + include);
    for (const Group& group : groups_) {
      for (const Line& line : group) {
        if (!line.is_main) return insertion(line.line, include + std::string(end));
      }
    }
    return insertion(groups_.back().back().line + 1, std::string(end) + include);
  }

 private:
  std::vector<int> depths_of_lines() const {
    std::vector<int> depths;
    int depth = 0;
    for (const std::string_view line : lines_) {
      const std::string_view word = directive_in(line);
      if (word == "endif") --depth;
      depths.push_back(depth);
      if (word.starts_with("if")) ++depth;
    }
    return depths;
  }

  const Group* group_for(const query::HeaderSpelling& header) const {
    const Group* best = nullptr;
    std::size_t best_shared = 0;
    for (const Group& group : groups_) {
      for (const Line& line : group) {
        if (line.is_main || line.header.is_angled != header.is_angled) continue;
        // C's headers and C++'s stand apart in some files.
        const bool is_alike = header.spelled.ends_with(".h") == line.header.spelled.ends_with(".h");
        const std::size_t shared = 2 * shared_folders(line.header.spelled, header.spelled) + (is_alike ? 1 : 0);
        if (best != nullptr && shared < best_shared) continue;
        best = &group;
        best_shared = shared;
      }
    }
    return best;
  }

  static std::uint32_t line_in(const Group& group, const query::HeaderSpelling& header) {
    std::vector<const Line*> alike;
    for (const Line& line : group) {
      if (!line.is_main && line.header.is_angled == header.is_angled) alike.push_back(&line);
    }
    const bool is_sorted = std::is_sorted(
        alike.begin(), alike.end(), [](const Line* a, const Line* b) { return a->header.spelled < b->header.spelled; });
    for (const Line* line : alike) {
      if (is_sorted && header.spelled < line->header.spelled) return line->line;
    }
    return alike.back()->line + 1;
  }

  // Of a file without includes.
  model::Edit first(const std::string& include, std::string_view end) const {
    std::uint32_t line = 0;
    bool is_in_comment = false;
    for (; line < lines_.size(); ++line) {
      const std::string_view each = trimmed(lines_[line]);
      if (!is_in_comment && !each.starts_with("//") && !each.starts_with("/*")) break;
      if (each.starts_with("/*")) is_in_comment = true;
      if (each.find("*/") != std::string_view::npos) is_in_comment = false;
    }
    bool has_directive = false;
    for (std::uint32_t at = line; at < lines_.size(); ++at) {
      const std::string_view word = directive_in(lines_[at]);
      if (word == "pragma" || (has_guard_ && (word == "ifndef" || word == "if" || word == "define"))) {
        line = at + 1;
        has_directive = true;
        if (word == "define") break;
      } else if (!trimmed(lines_[at]).empty()) {
        break;
      }
    }
    const bool needs_blank_before =
        line != 0 && (has_directive || line >= lines_.size() || !trimmed(lines_[line]).empty());
    const bool is_blank_behind = line < lines_.size() && trimmed(lines_[line]).empty();
    if (!needs_blank_before && is_blank_behind) ++line;
    std::string added = (needs_blank_before ? std::string(end) : std::string()) + include;
    if (!needs_blank_before || !is_blank_behind) added += end;
    return insertion(line, added);
  }

  model::Edit insertion(std::uint32_t line, const std::string& added) const {
    const auto count = static_cast<std::uint32_t>(lines_.size());
    if (line < count || ends_line_) return {{{line, 0}, {line, 0}}, added};
    // The last line has no end.
    const text::Position end{count - 1, static_cast<std::uint32_t>(lines_.back().size())};
    return {{end, end}, "\n" + added};
  }

  std::vector<std::string_view> lines_;
  bool ends_line_ = false;
  lexical::FileScan scan_;
  bool has_guard_ = false;
  std::vector<query::HeaderSpelling> all_;
  std::vector<Group> groups_;
};

}  // namespace

std::string to_string(const query::HeaderSpelling& header) {
  return header.is_angled ? "<" + header.spelled + ">" : "\"" + header.spelled + "\"";
}

std::optional<model::Edit> include_edit(const std::string& path, const std::string& text,
                                        const query::HeaderSpelling& header) {
  const Includes includes(path, text);
  if (includes.has(header)) return std::nullopt;
  return includes.edit(header);
}

}  // namespace cairn::server
