#include "core/clang/occurrences.h"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "core/clang/ancestors.h"
#include "core/clang/raii.h"

namespace cairn::clang {
namespace {

// Constructors and destructors, and calls of them, are spelled with the class's name.
bool is_spelled_as_class(CXCursor target, CXCursor wanted) {
  CXCursorKind kind = clang_getCursorKind(target);
  if (kind == CXCursor_FunctionTemplate) kind = clang_getTemplateCursorKind(target);
  if (kind != CXCursor_Constructor && kind != CXCursor_Destructor) return false;
  const CXCursor record = template_of(clang_getCursorSemanticParent(target));
  if (same_entity(record, wanted)) return true;
  // "typedef struct S S;": the S of `new S` is that one too.
  const CXCursor behind = clang_getTypeDeclaration(clang_getTypedefDeclUnderlyingType(wanted));
  return !is_null(behind) && same_entity(template_of(behind), record);
}

bool names(const Subject& subject, CXCursor wanted) {
  return std::any_of(subject.targets.begin(), subject.targets.end(), [&](CXCursor target) {
    return same_entity(target, wanted) || is_spelled_as_class(target, wanted);
  });
}

// The tokens of the file that can name the entity: what is local to a function is named
// in it alone, which matters where a file has thousands of functions with an `i`.
std::pair<std::size_t, std::size_t> possible_tokens(SourceMap& sources, CXFile file, const std::vector<Token>& tokens,
                                                    CXCursor entity) {
  const std::pair<std::size_t, std::size_t> all = {0, tokens.size()};
  const CXCursor scope = widest_scope(sources, entity);
  if (!is_function(clang_getCursorKind(scope))) return all;
  const CXSourceRange extent = clang_getCursorExtent(scope);
  const auto begin = sources.place(clang_getRangeStart(extent));
  const auto end = sources.place(clang_getRangeEnd(extent));
  if (!begin || !end || clang_File_isEqual(begin->file, file) == 0 || clang_File_isEqual(end->file, file) == 0)
    return all;
  const auto index_of = [&](std::uint32_t offset) {
    const auto at = std::lower_bound(tokens.begin(), tokens.end(), offset,
                                     [](const Token& token, std::uint32_t wanted) { return token.end <= wanted; });
    return static_cast<std::size_t>(at - tokens.begin());
  };
  // A function that a macro made ends inside the macro's name.
  return {index_of(begin->offset), std::min(index_of(end->offset) + 1, tokens.size())};
}

void visit_tokens(SourceMap& sources, CXFile file, const std::vector<Token>& tokens,
                  const std::vector<CXCursor>& wanted, const OccurrenceVisitor& found) {
  for (const CXCursor entity : wanted) {
    const auto [first, end] = possible_tokens(sources, file, tokens, entity);
    const std::string name = spelled_name(entity);
    const bool is_operator = is_operator_name(take_bytes(clang_getCursorSpelling(entity)));
    bool after_operator = false;  // the symbol behind the keyword belongs to it
    for (std::size_t i = first; i < end; ++i) {
      const std::string_view word = sources.spelling(file, tokens[i]);
      const bool is_symbol_of_name = std::exchange(after_operator, is_operator && word == "operator");
      if (is_symbol_of_name || (word != name && !after_operator)) continue;
      const auto subject = subject_of(sources, file, tokens[i]);
      if (subject && names(*subject, entity)) found({file, tokens, i, *subject});
    }
  }
}

void visit_file(SourceMap& sources, CXFile file, const std::vector<CXCursor>& wanted, const OccurrenceVisitor& found) {
  const std::string_view text = sources.text(file);
  const bool may_contain = std::any_of(wanted.begin(), wanted.end(), [&](CXCursor entity) {
    return text.find(spelled_name(entity)) != std::string_view::npos;
  });
  if (may_contain) visit_tokens(sources, file, sources.tokenise(file), wanted, found);
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

}  // namespace

void for_each_occurrence_in_main(SourceMap& sources, const std::vector<CXCursor>& wanted,
                                 const OccurrenceVisitor& found) {
  visit_tokens(sources, sources.main_file(), sources.main_tokens(), wanted, found);
}

void for_each_occurrence(SourceMap& sources, const std::vector<CXCursor>& wanted, const OccurrenceVisitor& found) {
  if (wanted.empty()) return;
  for_each_occurrence_in_main(sources, wanted, found);
  const std::uint32_t first_include = first_possible_include(sources, wanted);
  const std::vector<Inclusion>& inclusions = sources.inclusions();
  for (const Inclusion& inclusion : inclusions) {
    const Inclusion* outermost = &inclusion;
    while (outermost->includer != Inclusion::kMainFile) outermost = &inclusions[outermost->includer];
    if (outermost->offset >= first_include) visit_file(sources, inclusion.file, wanted, found);
  }
}

}  // namespace cairn::clang
