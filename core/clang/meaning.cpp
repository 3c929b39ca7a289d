#include "core/clang/meaning.h"

#include "core/clang/ancestors.h"
#include "core/clang/raii.h"
#include "core/clang/types.h"

namespace cairn::clang {
namespace {

// Exception specifications may differ.
bool have_equal_parameters(CXType a, CXType b) {
  const int count = clang_getNumArgTypes(a);
  if (count != clang_getNumArgTypes(b)) return false;
  for (int i = 0; i < count; ++i) {
    const auto index = static_cast<unsigned>(i);
    if (clang_equalTypes(clang_getArgType(a, index), clang_getArgType(b, index)) == 0) return false;
  }
  return true;
}

CXCursor overload_like(CXCursor overloads, CXCursor function) {
  for (unsigned i = 0; i < clang_getNumOverloadedDecls(overloads); ++i) {
    const CXCursor each = clang_getOverloadedDecl(overloads, i);
    if (have_equal_parameters(clang_getCursorType(each), clang_getCursorType(function))) return each;
  }
  return clang_getNullCursor();
}

// A constructor that a class has by `using Base::Base` is made up, and stands where that
// declaration does; the base's is meant.
CXCursor inherited_constructor(SourceMap& sources, CXCursor constructor) {
  const auto place = sources.place(clang_getCursorLocation(constructor));
  CXCursor inherited = constructor;
  visit_children(clang_getCursorSemanticParent(constructor), [&](CXCursor child) {
    if (!place || clang_getCursorKind(child) != CXCursor_UsingDeclaration) return CXChildVisit_Continue;
    const CXSourceRange extent = clang_getCursorExtent(child);
    const auto begin = sources.place(clang_getRangeStart(extent));
    const auto end = sources.place(clang_getRangeEnd(extent));
    if (!begin || !end || place->offset < begin->offset || end->offset <= place->offset) return CXChildVisit_Continue;
    const CXCursor base = overload_like(clang_getCursorReferenced(child), constructor);
    if (!is_null(base)) inherited = template_of(base);
    return CXChildVisit_Break;
  });
  return inherited;
}

}  // namespace

// The bracket behind a name that opens the arguments of a construction ("x(1)", "x{1}")
// is about the constructor; a cursor between the two means this, as nothing else in
// the line does.
std::optional<CXCursor> constructor_at(SourceMap& sources, std::uint64_t offset) {
  const std::string_view text = sources.text(sources.main_file());
  if (offset >= text.size() || (text[offset] != '(' && text[offset] != '{')) return std::nullopt;
  const CXCursor call = sources.cursor_at({sources.main_file(), static_cast<std::uint32_t>(offset)});
  if (clang_getCursorKind(call) != CXCursor_CallExpr) return std::nullopt;
  const CXCursor called = template_of(clang_getCursorReferenced(call));
  const CXCursorKind kind = clang_getCursorKind(called);
  if (kind != CXCursor_Constructor && clang_getTemplateCursorKind(called) != CXCursor_Constructor) return std::nullopt;
  return inherited_constructor(sources, called);
}

// The class that a type's name with arguments means where there is one of its own for
// them: libclang's reference is to the primary template, the type of what is declared or
// computed there says more.
std::optional<CXCursor> specialisation_at(SourceMap& sources, const Subject& subject) {
  if (clang_getCursorKind(subject.cursor) != CXCursor_TemplateRef) return std::nullopt;
  const CXCursor primary = clang_getCanonicalCursor(clang_getCursorReferenced(subject.cursor));
  const std::vector<CXCursor> around = ancestors_at(sources, subject.token.begin);
  for (auto each = around.rbegin(); each != around.rend(); ++each) {
    if (clang_equalCursors(*each, subject.cursor) != 0) continue;
    CXCursor first = clang_getNullCursor();
    visit_children(*each, [&](CXCursor child) {
      if (clang_getCursorKind(child) != CXCursor_TemplateRef) return CXChildVisit_Continue;
      first = child;
      return CXChildVisit_Break;
    });
    if (clang_equalCursors(first, subject.cursor) == 0) return std::nullopt;  // an argument of another template
    const CXCursor record = declaration_behind(clang_getCursorType(*each));
    const CXCursor origin = clang_getCanonicalCursor(clang_getSpecializedCursorTemplate(record));
    return clang_equalCursors(origin, primary) != 0 ? std::optional(record) : std::nullopt;
  }
  return std::nullopt;
}

std::vector<CXCursor> wanted(const Subject& subject) {
  if (!subject.names_type_only) return subject.targets;
  const CXCursor type = declaration_behind(clang_getCursorType(subject.cursor));
  return is_null(type) ? std::vector<CXCursor>{} : std::vector<CXCursor>{type};
}

}  // namespace cairn::clang
