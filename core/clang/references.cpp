// References are the occurrences of the name (occurrences.h) and, in the main file, the
// expressions that name the entity without spelling it: constructions, and uses of
// macros whose bodies name it.
#include <algorithm>
#include <unordered_set>
#include <utility>

#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"
#include "core/clang/occurrences.h"
#include "core/clang/types.h"

namespace cairn::clang {
namespace {

constexpr std::size_t kMaxOverridden = 100;

bool is_constructor(CXCursor entity) {
  return clang_getCursorKind(entity) == CXCursor_Constructor ||
         clang_getTemplateCursorKind(entity) == CXCursor_Constructor;
}

// A call of an overridden method may be a call of this one.
void add_overridden_methods(std::vector<CXCursor>& wanted) {
  for (std::size_t next = 0; next < wanted.size() && wanted.size() < kMaxOverridden; ++next) {
    for (const CXCursor method : overridden_methods(wanted[next])) {
      const auto is_method = [&](CXCursor known) { return same_entity(known, method); };
      if (std::none_of(wanted.begin(), wanted.end(), is_method)) wanted.push_back(method);
    }
  }
}

// Whether a directive of the file, such as a macro's body, could name one of the entities.
bool is_spelled_in_directive(SourceMap& sources, CXFile file, const std::vector<CXCursor>& wanted) {
  std::vector<std::string> names;
  for (const CXCursor entity : wanted) names.push_back(spelled_name(entity));
  const std::string_view text = sources.text(file);
  for (std::size_t line = 0; line < text.size();) {
    const std::size_t begin = line;
    std::size_t end = std::min(text.find('\n', line), text.size());
    const std::size_t mark = text.find_first_not_of(" \t", begin);
    const bool is_directive = mark != std::string_view::npos && text[mark] == '#';
    const auto is_continued = [&] {
      const std::string_view written = text.substr(begin, end - begin);
      return written.ends_with('\\') || written.ends_with("\\\r");
    };
    while (is_directive && end < text.size() && is_continued()) {
      end = std::min(text.find('\n', end + 1), text.size());
    }
    line = end + 1;
    if (!is_directive) continue;
    const std::string_view directive = text.substr(begin, end - begin);
    const auto is_in_it = [&](const std::string& name) { return directive.find(name) != std::string_view::npos; };
    if (std::any_of(names.begin(), names.end(), is_in_it)) return true;
  }
  return false;
}

bool may_be_named_unspelled(SourceMap& sources, const std::vector<CXCursor>& wanted) {
  if (clang_getCursorKind(wanted.front()) == CXCursor_MacroDefinition) return false;
  if (std::any_of(wanted.begin(), wanted.end(), is_constructor)) return true;
  if (is_spelled_in_directive(sources, sources.main_file(), wanted)) return true;
  const auto& inclusions = sources.inclusions();
  return std::any_of(inclusions.begin(), inclusions.end(), [&](const Inclusion& inclusion) {
    return is_spelled_in_directive(sources, inclusion.file, wanted);
  });
}

// The words of the main file at which expressions name one of `wanted`, spelled or not.
std::vector<const Token*> words_of_expressions(SourceMap& sources, const std::vector<CXCursor>& wanted) {
  std::vector<const Token*> words;
  visit_descendants(clang_getTranslationUnitCursor(sources.unit()), [&](CXCursor cursor) {
    const CXCursorKind kind = clang_getCursorKind(cursor);
    if (!clang_isExpression(kind)) return;
    const CXCursor referenced = clang_getCursorReferenced(cursor);
    if (is_null(referenced)) return;
    // A call stands where its qualifier does; the name in it is an expression by itself.
    if (kind == CXCursor_CallExpr && !is_constructor(referenced)) return;
    const CXCursor named = clang_getCanonicalCursor(template_of(referenced));
    const auto is_it = [&](CXCursor entity) { return clang_equalCursors(entity, named) != 0; };
    if (std::none_of(wanted.begin(), wanted.end(), is_it)) return;
    const auto place = sources.place(clang_getCursorLocation(cursor));
    if (!place || !sources.is_main(place->file)) return;
    const Token* token = token_at(sources, place->offset);
    if (token && token->begin == place->offset && token->kind == CXToken_Identifier) words.push_back(token);
  });
  return words;
}

void add_unspelled(SourceMap& sources, const std::vector<CXCursor>& wanted, std::vector<model::Location>& locations) {
  if (!may_be_named_unspelled(sources, wanted)) return;
  std::vector<CXCursor> canonical;
  for (const CXCursor entity : wanted) canonical.push_back(clang_getCanonicalCursor(entity));
  CXFile main = sources.main_file();
  for (const Token* token : words_of_expressions(sources, canonical)) {
    locations.push_back({sources.path(main), sources.range(main, token->begin, token->end)});
  }
}

}  // namespace

std::vector<model::Location> find_references(SourceMap& sources, std::uint64_t offset, bool include_declaration) {
  std::vector<model::Location> locations;
  const auto subject = subject_at(sources, offset);
  if (!subject) return locations;
  std::vector<CXCursor> wanted = subject->targets;
  add_overridden_methods(wanted);
  for_each_occurrence(sources, wanted, [&](const Occurrence& found) {
    if (!include_declaration && declares(found.subject.cursor)) return;
    const Token& token = found.subject.token;
    locations.push_back({sources.path(found.file), sources.range(found.file, token.begin, token.end)});
  });
  add_unspelled(sources, wanted, locations);
  std::sort(locations.begin(), locations.end());
  locations.erase(std::unique(locations.begin(), locations.end()), locations.end());
  return locations;
}

}  // namespace cairn::clang
