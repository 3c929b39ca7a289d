#include <algorithm>
#include <iterator>
#include <utility>

#include "core/clang/ancestors.h"
#include "core/clang/meaning.h"
#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"
#include "core/clang/types.h"

namespace cairn::clang {
namespace {

// How many tokens an overriding method's parameters may have.
constexpr std::ptrdiff_t kMaxHeadTokens = 400;

using Locations = std::vector<model::Location>;

Locations in_order(Locations locations) {
  std::sort(locations.begin(), locations.end());
  locations.erase(std::unique(locations.begin(), locations.end()), locations.end());
  return locations;
}

void add(SourceMap& sources, CXCursor entity, Locations& locations) {
  if (auto location = name_location(sources, entity)) locations.push_back(*std::move(location));
}

// An alias of a namespace is what was named, though clang goes on to the namespace; of a
// namespace's blocks, of which clang takes the last one, the first is meant.
CXCursor definition_or_self(CXCursor entity) {
  if (clang_getCursorKind(entity) == CXCursor_NamespaceAlias) return entity;
  if (clang_getCursorKind(entity) == CXCursor_Namespace) return clang_getCanonicalCursor(entity);
  const CXCursor definition = clang_getCursorDefinition(entity);
  return is_null(definition) ? entity : definition;
}

// Asked on an #include: the file it includes.
std::optional<Locations> included_file(SourceMap& sources, const Subject& subject) {
  if (clang_getCursorKind(subject.cursor) != CXCursor_InclusionDirective) return std::nullopt;
  CXFile file = clang_getIncludedFile(subject.cursor);
  return file ? Locations{sources.file_start(file)} : Locations{};
}

// `override` and `final` lead to the methods that are overridden. libclang does not tell
// whose attribute it is: the nearest method before the word that contains it.
Locations overridden_by_word_at(SourceMap& sources, const Token& token) {
  const std::string_view word = sources.spelling(sources.main_file(), token);
  Locations locations;
  if (word != "override" && word != "final") return locations;
  const Token* first = sources.main_tokens().data();
  const Token* stop = &token - std::min(kMaxHeadTokens, &token - first);
  for (const Token* before = &token; before != stop; --before) {
    const CXCursor cursor = sources.cursor_at({sources.main_file(), before->begin});
    const CXCursorKind kind = clang_getCursorKind(cursor);
    if (kind != CXCursor_CXXMethod && kind != CXCursor_Destructor && kind != CXCursor_ConversionFunction) continue;
    const auto end = sources.place(clang_getRangeEnd(clang_getCursorExtent(cursor)));
    if (!end || end->offset < token.begin) return locations;
    for (const CXCursor method : overridden_methods(cursor)) add(sources, definition_or_self(method), locations);
    return in_order(std::move(locations));
  }
  return locations;
}

// `choose(target, here)` gives the declaration to go to; `here` is the declaration that
// was asked on, or null.
template <typename Choice>
Locations find_places(SourceMap& sources, std::uint64_t offset, Choice&& choose) {
  Locations locations;
  if (const auto constructor = constructor_at(sources, offset)) {
    add(sources, choose(*constructor, clang_getNullCursor()), locations);
    if (!locations.empty()) return locations;
  }
  const auto subject = subject_at(sources, offset);
  if (!subject) {
    const Token* token = token_at(sources, offset);
    return token ? overridden_by_word_at(sources, *token) : locations;
  }
  if (auto file = included_file(sources, *subject)) return *std::move(file);
  if (const auto specialised = specialisation_at(sources, *subject)) {
    add(sources, choose(*specialised, clang_getNullCursor()), locations);
    return locations;
  }
  const CXCursor here = declares(subject->cursor) ? subject->cursor : clang_getNullCursor();
  for (const CXCursor target : wanted(*subject)) add(sources, choose(target, here), locations);
  return in_order(std::move(locations));
}

}  // namespace

// On the definition itself, the declaration: asking twice goes there and back.
std::vector<model::Location> find_definition(SourceMap& sources, std::uint64_t offset) {
  return find_places(sources, offset, [](CXCursor target, CXCursor here) {
    const CXCursor definition = definition_or_self(target);
    if (clang_equalCursors(definition, here) == 0) return definition;
    const bool is_alias = clang_getCursorKind(target) == CXCursor_NamespaceAlias;
    return is_alias ? clang_getCursorDefinition(target) : clang_getCanonicalCursor(target);
  });
}

// The first declaration, which is the one in a header if there is one: libclang
// cannot list the others. Of a type the definition, as nobody looks for a forward
// declaration. On either of them, the other one.
std::vector<model::Location> find_declaration(SourceMap& sources, std::uint64_t offset) {
  return find_places(sources, offset, [](CXCursor target, CXCursor here) {
    CXCursor declaration = clang_getCanonicalCursor(target);
    CXCursor definition = definition_or_self(target);
    if (is_type_declaration(clang_getCursorKind(target))) std::swap(declaration, definition);
    return clang_equalCursors(declaration, here) != 0 ? definition : declaration;
  });
}

std::vector<model::Location> find_type_definition(SourceMap& sources, std::uint64_t offset) {
  Locations locations;
  const auto subject = subject_at(sources, offset);
  if (!subject) return locations;
  if (subject->names_type_only) {
    const CXCursor type = declaration_behind(clang_getCursorType(subject->cursor));
    if (!is_null(type)) add(sources, definition_or_self(type), locations);
    return locations;
  }
  for (const CXCursor target : subject->targets) {
    const CXCursor type = type_declaration_of(subject->cursor, target);
    if (!is_null(type)) add(sources, definition_or_self(type), locations);
  }
  return in_order(std::move(locations));
}

}  // namespace cairn::clang
