#include <algorithm>
#include <utility>

#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

bool is_null(CXCursor cursor) { return clang_Cursor_isNull(cursor) || clang_isInvalid(clang_getCursorKind(cursor)); }

// The declaration behind pointers, references and deduction, or null.
CXCursor declaration_of_type(CXType type) {
  while (type.kind == CXType_Pointer || type.kind == CXType_LValueReference || type.kind == CXType_RValueReference) {
    type = clang_getPointeeType(type);
  }
  return clang_getTypeDeclaration(clang_getCanonicalType(type));
}

// What to look for: on `auto`, the declaration of the deduced type.
std::vector<CXCursor> wanted(const Subject& subject) {
  if (!subject.is_deduced_type) return subject.targets;
  const CXCursor type = declaration_of_type(clang_getCursorType(subject.cursor));
  if (is_null(type)) return {};
  const CXCursor origin = clang_getSpecializedCursorTemplate(type);
  return {is_null(origin) ? type : origin};
}

void add(SourceMap& sources, CXCursor entity, std::vector<model::Location>& locations) {
  auto location = name_location(sources, entity);
  if (!location) return;
  if (std::find(locations.begin(), locations.end(), *location) == locations.end()) {
    locations.push_back(*std::move(location));
  }
}

// Asked on an #include: the file it includes.
bool add_included_file(SourceMap& sources, const Subject& subject, std::vector<model::Location>& locations) {
  if (clang_getCursorKind(subject.cursor) != CXCursor_InclusionDirective) return false;
  if (CXFile file = clang_getIncludedFile(subject.cursor)) locations.push_back(sources.file_start(file));
  return true;
}

}  // namespace

std::vector<model::Location> find_definition(SourceMap& sources, std::uint64_t offset) {
  std::vector<model::Location> locations;
  const auto subject = subject_at(sources, offset);
  if (!subject || add_included_file(sources, *subject, locations)) return locations;
  for (const CXCursor target : wanted(*subject)) {
    const CXCursor definition = clang_getCursorDefinition(target);
    const bool stands_on_it = declares(subject->cursor) && clang_equalCursors(definition, subject->cursor);
    const CXCursor canonical = clang_getCanonicalCursor(target);
    add(sources, stands_on_it ? canonical : is_null(definition) ? target : definition, locations);
  }
  std::sort(locations.begin(), locations.end());
  return locations;
}

// The first declaration, which is the one in a header if there is one: libclang
// cannot list the others.
std::vector<model::Location> find_declaration(SourceMap& sources, std::uint64_t offset) {
  std::vector<model::Location> locations;
  const auto subject = subject_at(sources, offset);
  if (!subject || add_included_file(sources, *subject, locations)) return locations;
  for (const CXCursor target : wanted(*subject)) add(sources, clang_getCanonicalCursor(target), locations);
  std::sort(locations.begin(), locations.end());
  return locations;
}

}  // namespace cairn::clang
