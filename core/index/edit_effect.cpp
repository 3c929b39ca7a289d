#include "core/index/edit_effect.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cairn::index {
namespace {

// Names that code means without mentioning them.
constexpr std::string_view kSilentNames[] = {"begin", "end", "get", "main", "swap", "tuple_size", "tuple_element"};

bool is_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// "@123@" or "@123" at the end: clang names what has no name by its offset.
bool names_offset(std::string_view usr) {
  for (std::size_t at = usr.find('@'); at != std::string_view::npos; at = usr.find('@', at + 1)) {
    std::size_t end = at + 1;
    while (end < usr.size() && std::isdigit(static_cast<unsigned char>(usr[end])) != 0) ++end;
    if (end > at + 1 && (end == usr.size() || usr[end] == '@')) return true;
  }
  return false;
}

class Effect {
 public:
  Effect(const HeaderEdit& edit, const VariantRows& before, const VariantRows& after, const worker::EditFacts& facts)
      : edit_(edit), before_(before), after_(after), facts_(facts) {}

  EditEffect run(std::string_view text) {
    if (!facts_.is_known) return doubts("it was not looked at");
    if (!facts_.doubt.empty()) return doubts(facts_.doubt);
    effect_.words.insert(facts_.words.begin(), facts_.words.end());
    if (before_.relations != after_.relations) return doubts("bases or overriders");
    for (const VariantRows* each : {&before_, &after_}) {
      for (const VariantRows::Row& row : each->rows) {
        if (row.introduces() && names_offset(row.usr)) return doubts("something that is named by its place");
      }
    }
    if (facts_.body) {
      if (!edit_.has_only(LineKind::kPlain, LineKind::kOpaque)) return doubts("a directive in a body");
      if (!facts_.body->doubt.empty()) return doubts("a body: " + facts_.body->doubt);
      effect_.names.insert(facts_.body->names.begin(), facts_.body->names.end());
    } else {
      if (!edit_.has_only(LineKind::kPlain, LineKind::kMacro)) return doubts("lines of another kind");
      effect_.names.insert(facts_.names.begin(), facts_.names.end());
    }
    const bool is_ok = read_edited(before_, edit_.before, edit_.lines_before()) &&
                       read_edited(after_, edit_.after, edit_.lines_after()) && compare() &&
                       (facts_.body || read_rest(without_comments(text)));
    if (!is_ok && effect_.doubt.empty()) effect_.doubt = "unknown";
    return std::move(effect_);
  }

 private:
  EditEffect doubts(const std::string& about) {
    effect_.doubt = about;
    return std::move(effect_);
  }
  bool fail(const std::string& about) {
    if (effect_.doubt.empty()) effect_.doubt = about;
    return false;
  }

  // What is declared in the edited lines, and that nothing else is in them.
  bool read_edited(const VariantRows& rows, const CodeLines& code, HeaderEdit::Lines lines) {
    for (const VariantRows::Include& each : rows.includes) {
      if (lines.contains(each.line)) return fail("an include");
    }
    for (const VariantRows::Macro& each : rows.macros) {
      if (!lines.contains(each.line)) continue;
      if (facts_.body || each.act == model::MacroAct::kTest) return fail("a directive");
      effect_.changed.emplace(each.name);
      macros_.emplace(each.name);
    }
    std::vector<text::Range> covered;
    for (const VariantRows::Row& row : rows.rows) {
      if (!lines.contains(row.start.line) || !row.introduces()) continue;
      if (facts_.body) return fail("a declaration inside a body");
      if ((row.roles & model::kFromMacro) != 0) return fail("a declaration that a macro makes");
      if (!take_declared(row)) return false;
      if (!row.has_extent()) return fail("a declaration without its text");
      const bool is_whole = lines.contains(row.extent.start.line) && lines.contains(row.extent.end.line);
      if (!is_whole) return fail("a part of a declaration");
      covered.push_back(row.extent);
    }
    if (facts_.body) return true;
    const auto is_covered = [&](std::uint32_t line) {
      return std::any_of(covered.begin(), covered.end(), [&](const text::Range& extent) {
        return extent.start.line <= line && line <= extent.end.line;
      });
    };
    for (std::size_t i = 0; i < code.lines.size(); ++i) {
      if (!lines.contains(code.lines[i]) || kind_of_print(code.prints[i]) == LineKind::kMacro) continue;
      if (!is_covered(code.lines[i])) return fail("a line that no row speaks of");
    }
    for (const VariantRows::Row& row : rows.rows) {
      if (!lines.contains(row.start.line) || row.introduces() || is_macro_line(code, row.start.line)) continue;
      const bool is_inside = std::any_of(covered.begin(), covered.end(), [&](const text::Range& extent) {
        return extent.start <= row.start && row.start < extent.end;
      });
      if (!is_inside) return fail("something outside of the declarations");
    }
    return true;
  }
  static bool is_macro_line(const CodeLines& code, std::uint32_t line) {
    const auto found = std::lower_bound(code.lines.begin(), code.lines.end(), line);
    if (found == code.lines.end() || *found != line) return false;
    return kind_of_print(code.prints[static_cast<std::size_t>(found - code.lines.begin())]) == LineKind::kMacro;
  }
  bool take_declared(const VariantRows::Row& row) {
    using Kind = model::SymbolKind;
    switch (row.kind) {
      case Kind::kFunction:
      case Kind::kVariable:
      case Kind::kConstant:
      case Kind::kTypeAlias:
      case Kind::kEnum:
      case Kind::kEnumMember:
      case Kind::kMacro:
        break;
      default:
        return fail("a declaration of a kind that is not followed");
    }
    if (row.usr.starts_with("c:@N@std@")) return fail("a declaration of the standard library");
    if (row.name.empty()) return fail("a declaration without a name");
    for (const std::string_view name : kSilentNames) {
      if (row.name == name) return fail("a name that is meant without being mentioned");
    }
    if (!std::all_of(row.name.begin(), row.name.end(), is_letter)) return fail("a name that is not plain");
    effect_.changed.emplace(row.name);
    return true;
  }

  bool is_in_plain_body(text::Position at) const { return plain_body_at(at) != nullptr; }
  const worker::BodyFacts* plain_body_at(text::Position at) const {
    for (const worker::BodyFacts& body : facts_.bodies) {
      const text::Position begin{body.begin_line, body.begin_column};
      const text::Position end{body.end_line, body.end_column};
      if (begin < at && at < end) return body.doubt.empty() ? &body : nullptr;
    }
    return nullptr;
  }

  // What stands outside of the edited lines and of bodies is as it was.
  bool compare() {
    std::vector<std::string> was;
    std::vector<std::string> is;
    const auto put = [&](std::vector<std::string>& list, const VariantRows::Row& row, text::Position start,
                         text::Range extent) {
      if (!facts_.body && is_in_plain_body(start)) return;
      list.push_back(fmt::format("{}:{} {} {} {}:{}-{}:{} {}", start.line, start.column, row.length, row.roles,
                                 extent.start.line, extent.start.column, extent.end.line, extent.end.column, row.usr));
    };
    for (const VariantRows::Row& row : before_.rows) {
      if (edit_.lines_before().contains(row.start.line)) continue;
      const auto line = edit_.map(row.start.line);
      if (!line) return fail("a row on a line without code");
      text::Range extent = row.extent;
      if (row.has_extent()) {
        const auto first = edit_.map(extent.start.line);
        const auto last = edit_.map(extent.end.line);
        if (!first || !last) return fail("a declaration that reaches into the edit");
        extent.start.line = *first;
        extent.end.line = *last;
      }
      put(was, row, {*line, row.start.column}, extent);
    }
    for (const VariantRows::Row& row : after_.rows) {
      if (!edit_.lines_after().contains(row.start.line)) put(is, row, row.start, row.extent);
    }
    std::sort(was.begin(), was.end());
    std::sort(is.begin(), is.end());
    if (was != is) return fail("other rows of the header");
    std::vector<std::string> directives_before;
    std::vector<std::string> directives_after;
    for (const VariantRows::Include& each : before_.includes) {
      const auto line = edit_.map(each.line);
      directives_before.push_back(fmt::format("{} {} {}", line.value_or(UINT32_MAX), each.spelled, each.resolved));
    }
    for (const VariantRows::Include& each : after_.includes) {
      // What comes behind the edit may see it.
      if (each.line >= edit_.lines_after().last) return fail("an include behind it");
      directives_after.push_back(fmt::format("{} {} {}", each.line, each.spelled, each.resolved));
    }
    for (const VariantRows::Macro& each : before_.macros) {
      if (edit_.lines_before().contains(each.line)) continue;
      directives_before.push_back(
          fmt::format("{} {} {}", edit_.map(each.line).value_or(UINT32_MAX), static_cast<int>(each.act), each.name));
    }
    for (const VariantRows::Macro& each : after_.macros) {
      if (edit_.lines_after().contains(each.line)) continue;
      directives_after.push_back(fmt::format("{} {} {}", each.line, static_cast<int>(each.act), each.name));
    }
    std::sort(directives_before.begin(), directives_before.end());
    std::sort(directives_after.begin(), directives_after.end());
    return directives_before == directives_after || fail("other directives of the header");
  }

  // The header's own other mentions of what has changed.
  bool read_rest(const std::string& text) {
    std::uint32_t line = 0;
    std::size_t line_begin = 0;
    for (std::size_t at = 0; at < text.size();) {
      if (text[at] == '\n') {
        ++line;
        line_begin = ++at;
        continue;
      }
      if (!is_letter(text[at])) {
        ++at;
        continue;
      }
      const std::size_t begin = at;
      while (at < text.size() && is_letter(text[at])) ++at;
      const std::string_view word = std::string_view(text).substr(begin, at - begin);
      if (edit_.lines_after().contains(line) || !effect_.changed.contains(word)) continue;
      const text::Position place{line, static_cast<std::uint32_t>(begin - line_begin)};
      if (!mention(word, place, std::string_view(text).substr(line_begin, begin - line_begin))) return false;
    }
    return true;
  }
  bool mention(std::string_view word, text::Position at, std::string_view line_before) {
    if (macros_.contains(word)) {
      const std::size_t hash = line_before.find_first_not_of(" \t");
      const bool is_condition = hash != std::string_view::npos && line_before[hash] == '#' &&
                                line_before.find("if", hash) != std::string_view::npos &&
                                line_before.find("define ") == std::string_view::npos;
      if (is_condition && at.line < edit_.lines_after().first) return true;
      return fail("a macro that the header itself uses");
    }
    // Another overload, or the same function declared once more: the edit does not change what that is.
    const bool is_other = std::any_of(after_.rows.begin(), after_.rows.end(), [&](const VariantRows::Row& row) {
      return row.start == at && row.introduces() && row.kind == model::SymbolKind::kFunction && row.name == word;
    });
    if (is_other) return true;
    const worker::BodyFacts* body = plain_body_at(at);
    if (!body) return fail(fmt::format("another declaration of the header mentions {}", word));
    effect_.names.insert(body->names.begin(), body->names.end());
    return true;
  }

  const HeaderEdit& edit_;
  const VariantRows& before_;
  const VariantRows& after_;
  const worker::EditFacts& facts_;
  std::set<std::string, std::less<>> macros_;
  EditEffect effect_;
};

}  // namespace

EditEffect find_effect(const HeaderEdit& edit, const VariantRows& before, const VariantRows& after,
                       const worker::EditFacts& facts, std::string_view text) {
  return Effect(edit, before, after, facts).run(text);
}

}  // namespace cairn::index
