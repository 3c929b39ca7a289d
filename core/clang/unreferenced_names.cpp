#include "core/clang/unreferenced_names.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::size_t kMaxStatement = 2000;  // bytes looked at before and behind the name

std::string_view trim_end(std::string_view text) { return text.substr(0, text.find_last_not_of(kSpace) + 1); }

std::string_view trim_start(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

// Takes the word at the end off.
std::string_view take_last_word(std::string_view& text) {
  text = trim_end(text);
  const std::string_view all = text;
  while (!text.empty() && name_end(all, static_cast<std::uint32_t>(text.size() - 1)) == all.size()) {
    text.remove_suffix(1);
  }
  return all.substr(text.size());
}

bool starts_with_word(std::string_view text, std::string_view word) {
  return text.starts_with(word) && name_end(text, 0) == word.size();
}

// Takes "A::B::" off the end and gives it without the last colons.
std::string take_qualifier(std::string_view& text) {
  std::string qualifier;
  for (text = trim_end(text); text.ends_with("::"); text = trim_end(text)) {
    text.remove_suffix(2);
    const std::string_view name = take_last_word(text);
    qualifier = qualifier.empty() ? std::string(name) : std::string(name) + "::" + qualifier;
  }
  return qualifier;
}

// Behind "<…>", if `text` begins with that.
std::string_view behind_angles(std::string_view text) {
  if (!text.starts_with('<')) return text;
  int depth = 0;
  for (std::size_t at = 0; at < text.size() && text[at] != ';' && text[at] != '{'; ++at) {
    if (text[at] == '<') ++depth;
    if (text[at] == '>' && --depth == 0) return trim_start(text.substr(at + 1));
  }
  return {};
}

// "template void f" and "extern template void f", without angles behind the word.
bool is_instantiation(std::string_view before) {
  before = trim_start(before.substr(std::min(before.find_last_of(";{}") + 1, before.size())));
  while (before.starts_with('#')) {  // a directive has no semicolon
    before = trim_start(before.substr(std::min(before.find('\n'), before.size())));
  }
  if (starts_with_word(before, "extern")) before = trim_start(before.substr(6));
  return starts_with_word(before, "template") && !trim_start(before.substr(8)).starts_with('<');
}

CXCursorKind wanted_kind(std::string_view before, std::string_view behind) {
  std::string_view rest = before;
  if (take_last_word(rest) == "enum" && take_last_word(rest) == "using") return CXCursor_EnumDecl;
  const std::string_view next = behind_angles(trim_start(behind));
  if (starts_with_word(next, "auto") || starts_with_word(next, "decltype")) return CXCursor_ConceptDecl;
  return next.starts_with('(') && is_instantiation(before) ? CXCursor_FunctionTemplate : CXCursor_InvalidCode;
}

// The declarations of that kind and name outside of functions, first ones only.
std::vector<CXCursor> find_named(SourceMap& sources, CXFile file, const Token& token, CXCursorKind only) {
  struct Search {
    CXCursorKind kind;
    std::string_view name;
    std::vector<CXCursor> found;
  } search{only, sources.spelling(file, token), {}};
  clang_visitChildren(
      clang_getTranslationUnitCursor(sources.unit()),
      [](CXCursor cursor, CXCursor, CXClientData data) {
        auto& [wanted, name, found] = *static_cast<Search*>(data);
        const CXCursorKind kind = clang_getCursorKind(cursor);
        // `using enum E` is an enum called E too, without a type.
        const bool is_using = kind == CXCursor_EnumDecl && clang_getEnumDeclIntegerType(cursor).kind == CXType_Invalid;
        if (kind == wanted && !is_using && take_bytes(clang_getCursorSpelling(cursor)) == name &&
            std::none_of(found.begin(), found.end(), [&](CXCursor known) { return same_entity(known, cursor); })) {
          found.push_back(cursor);
        }
        const bool has_members = kind == CXCursor_Namespace || kind == CXCursor_LinkageSpec ||
                                 kind == CXCursor_ClassDecl || kind == CXCursor_StructDecl ||
                                 kind == CXCursor_ClassTemplate;
        return has_members ? CXChildVisit_Recurse : CXChildVisit_Continue;
      },
      &search);
  return std::move(search.found);
}

// Whether `scope` ends with the whole names of `qualifier`.
bool ends_with_scope(std::string_view scope, std::string_view qualifier) {
  if (!scope.ends_with(qualifier)) return false;
  return scope.size() == qualifier.size() || qualifier.empty() || scope[scope.size() - qualifier.size() - 1] == ':';
}

}  // namespace

std::vector<CXCursor> named_without_reference(SourceMap& sources, CXFile file, const Token& token) {
  const std::string_view text = sources.text(file);
  const std::size_t first = token.begin > kMaxStatement ? token.begin - kMaxStatement : 0;
  std::string_view before = text.substr(first, token.begin - first);
  const std::string qualifier = take_qualifier(before);
  const CXCursorKind kind = wanted_kind(before, text.substr(token.end, kMaxStatement));
  if (kind == CXCursor_InvalidCode) return {};
  std::vector<CXCursor> found = find_named(sources, file, token, kind);
  std::erase_if(found, [&](CXCursor each) { return !ends_with_scope(enclosing_scope(each), qualifier); });
  if (found.size() < 2) return found;
  const CXCursor around = sources.cursor_at({file, token.begin});
  std::string here = enclosing_scope(around);
  if (clang_getCursorKind(around) == CXCursor_Namespace) {
    here += (here.empty() ? "" : "::") + take_text(clang_getCursorSpelling(around));
  }
  // The nearest scope around the token that has one; 0: that of the whole unit, or none around it.
  const auto nearness = [&](CXCursor each) -> std::size_t {
    const std::string scope = enclosing_scope(each);
    const std::string outer = scope.substr(0, scope.size() - std::min(scope.size(), qualifier.size()));
    return outer.empty() || here.starts_with(outer) ? outer.size() + 1 : 0;
  };
  std::size_t best = 0;
  for (const CXCursor each : found) best = std::max(best, nearness(each));
  std::erase_if(found, [&](CXCursor each) { return nearness(each) != best; });
  return found;
}

}  // namespace cairn::clang
