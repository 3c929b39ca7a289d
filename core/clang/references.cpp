// References by text first: an entity can only be named where its name is spelled, so
// the files whose bytes contain the name are tokenised and libclang is asked, for each
// token that spells it, what it names. This finds what clang_findReferencesInFile
// misses (members of templates used through instances, macros' arguments) and finds
// nothing twice. What the body of a macro names is not found at the macro's uses.
#include <algorithm>
#include <limits>
#include <utility>

#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

// Calling a constructor by the class's name names the class, too.
bool names_class_of_constructor(CXCursor target, CXCursor wanted) {
  const CXCursorKind kind = clang_getCursorKind(target);
  const bool constructs = kind == CXCursor_Constructor || kind == CXCursor_FunctionTemplate;
  return constructs && same_entity(clang_getCursorSemanticParent(target), wanted);
}

bool names(const Subject& subject, CXCursor wanted) {
  return std::any_of(subject.targets.begin(), subject.targets.end(), [&](CXCursor target) {
    return same_entity(target, wanted) || (!declares(subject.cursor) && names_class_of_constructor(target, wanted));
  });
}

// Calls found(subject) for every token of `file` that names one of `wanted`.
template <typename Found>
void for_each_occurrence(SourceMap& sources, CXFile file, const std::vector<Token>& tokens,
                         const std::vector<CXCursor>& wanted, Found&& found) {
  for (const CXCursor entity : wanted) {
    const std::string name = spelled_name(entity);
    const bool is_operator = is_operator_name(take_bytes(clang_getCursorSpelling(entity)));
    bool after_operator = false;  // the symbol behind the keyword belongs to it
    for (const Token& token : tokens) {
      const std::string_view word = sources.spelling(file, token);
      const bool is_symbol_of_name = std::exchange(after_operator, is_operator && word == "operator");
      if (is_symbol_of_name || (word != name && !after_operator)) continue;
      const auto subject = subject_of(sources, file, token);
      if (subject && names(*subject, entity)) found(*subject);
    }
  }
}

// What the declaration at a cursor's own place and its uses have in common.
std::vector<CXCursor> wanted_at(SourceMap& sources, std::uint64_t offset) {
  const auto subject = subject_at(sources, offset);
  return subject ? subject->targets : std::vector<CXCursor>{};
}

void find_in_file(SourceMap& sources, CXFile file, const std::vector<CXCursor>& wanted, bool include_declaration,
                  std::vector<model::Location>& locations) {
  const std::string_view text = sources.text(file);
  const bool may_contain = std::any_of(wanted.begin(), wanted.end(), [&](CXCursor entity) {
    return text.find(spelled_name(entity)) != std::string_view::npos;
  });
  if (!may_contain) return;
  const bool main = sources.is_main(file);
  const std::vector<Token> header_tokens = main ? std::vector<Token>{} : sources.tokenise(file);
  for_each_occurrence(sources, file, main ? sources.main_tokens() : header_tokens, wanted, [&](const Subject& subject) {
    if (!include_declaration && declares(subject.cursor)) return;
    locations.push_back({sources.path(file), sources.range(file, subject.token.begin, subject.token.end)});
  });
}

// What is first declared in the main file can be named only in files included after.
std::uint32_t first_possible_include(SourceMap& sources, const std::vector<CXCursor>& wanted) {
  std::uint32_t first = std::numeric_limits<std::uint32_t>::max();
  for (const CXCursor entity : wanted) {
    const auto place = sources.place(clang_getCursorLocation(clang_getCanonicalCursor(entity)));
    first = std::min(first, place && sources.is_main(place->file) ? place->offset : 0);
  }
  return first;
}

bool is_one_of(std::string_view word, std::string_view list) {
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(' ', at), list.size());
    if (list.substr(at, end - at) == word) return true;
    at = end + 1;
  }
  return false;
}

// libclang has no parents of expressions, so the neighbouring tokens tell a write.
bool is_written(SourceMap& sources, const Token* token) {
  const std::vector<Token>& tokens = sources.main_tokens();
  const auto word = [&](std::ptrdiff_t distance) -> std::string_view {
    const std::ptrdiff_t at = token - tokens.data() + distance;
    if (at < 0 || at >= static_cast<std::ptrdiff_t>(tokens.size())) return {};
    return sources.spelling(sources.main_file(), tokens[static_cast<std::size_t>(at)]);
  };
  const bool is_dereferenced = word(-1) == "*" && is_one_of(word(-2), "; { } ( , = return");
  if (is_dereferenced) return false;
  return is_one_of(word(1), "= += -= *= /= %= &= |= ^= <<= >>= ++ --") || is_one_of(word(-1), "++ --");
}

model::HighlightKind highlight_kind(SourceMap& sources, const Subject& subject) {
  const CXCursorKind kind = clang_getCursorKind(subject.targets.front());
  if (kind != CXCursor_VarDecl && kind != CXCursor_ParmDecl && kind != CXCursor_FieldDecl) {
    return model::HighlightKind::kText;
  }
  if (declares(subject.cursor)) {
    const bool has_value =
        kind == CXCursor_VarDecl && !clang_Cursor_isNull(clang_Cursor_getVarDeclInitializer(subject.cursor));
    return has_value ? model::HighlightKind::kWrite : model::HighlightKind::kText;
  }
  return is_written(sources, token_at(sources, subject.token.begin)) ? model::HighlightKind::kWrite
                                                                     : model::HighlightKind::kRead;
}

}  // namespace

std::vector<model::Location> find_references(SourceMap& sources, std::uint64_t offset, bool include_declaration) {
  std::vector<model::Location> locations;
  const std::vector<CXCursor> wanted = wanted_at(sources, offset);
  if (wanted.empty()) return locations;
  find_in_file(sources, sources.main_file(), wanted, include_declaration, locations);
  const std::uint32_t first_include = first_possible_include(sources, wanted);
  const std::vector<Inclusion>& inclusions = sources.inclusions();
  for (const Inclusion& inclusion : inclusions) {
    const Inclusion* outermost = &inclusion;
    while (outermost->includer != Inclusion::kMainFile) outermost = &inclusions[outermost->includer];
    if (outermost->offset < first_include) continue;
    find_in_file(sources, inclusion.file, wanted, include_declaration, locations);
  }
  std::sort(locations.begin(), locations.end());
  locations.erase(std::unique(locations.begin(), locations.end()), locations.end());
  return locations;
}

std::vector<model::Highlight> find_highlights(SourceMap& sources, std::uint64_t offset) {
  std::vector<model::Highlight> highlights;
  CXFile main = sources.main_file();
  for_each_occurrence(sources, main, sources.main_tokens(), wanted_at(sources, offset), [&](const Subject& subject) {
    highlights.push_back(
        {sources.range(main, subject.token.begin, subject.token.end), highlight_kind(sources, subject)});
  });
  const auto by_range = [](const model::Highlight& a, const model::Highlight& b) { return a.range < b.range; };
  const auto same_range = [](const model::Highlight& a, const model::Highlight& b) { return a.range == b.range; };
  std::sort(highlights.begin(), highlights.end(), by_range);
  highlights.erase(std::unique(highlights.begin(), highlights.end(), same_range), highlights.end());
  return highlights;
}

}  // namespace cairn::clang
