#include "core/clang/ancestors.h"

#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

constexpr std::size_t kMaxAncestors = 1000;

bool contains(SourceMap& sources, CXCursor cursor, std::uint32_t offset) {
  const CXSourceRange extent = clang_getCursorExtent(cursor);
  const auto begin = sources.place(clang_getRangeStart(extent));
  const auto end = sources.place(clang_getRangeEnd(extent));
  return begin && end && sources.is_main(begin->file) && sources.is_main(end->file) && begin->offset <= offset &&
         offset < end->offset;
}

}  // namespace

bool is_function(CXCursorKind kind) {
  return kind == CXCursor_FunctionDecl || kind == CXCursor_CXXMethod || kind == CXCursor_Constructor ||
         kind == CXCursor_Destructor || kind == CXCursor_ConversionFunction || kind == CXCursor_FunctionTemplate;
}

std::vector<CXCursor> ancestors_at(SourceMap& sources, std::uint32_t offset) {
  std::vector<CXCursor> ancestors;
  CXCursor parent = clang_getTranslationUnitCursor(sources.unit());
  while (ancestors.size() < kMaxAncestors) {
    CXCursor inner = clang_getNullCursor();
    visit_children(parent, [&](CXCursor child) {
      if (!contains(sources, child, offset)) return CXChildVisit_Continue;
      inner = child;
      // `struct S {…} x;`: the variable, too, begins where the structure does.
      return clang_isDeclaration(clang_getCursorKind(child)) ? CXChildVisit_Continue : CXChildVisit_Break;
    });
    if (is_null(inner)) break;
    ancestors.push_back(inner);
    parent = inner;
  }
  return ancestors;
}

CXCursor widest_scope(SourceMap& sources, CXCursor entity) {
  CXCursor scope = clang_getTranslationUnitCursor(sources.unit());
  std::size_t depth = 0;
  for (CXCursor parent = clang_getCursorSemanticParent(entity); !is_null(parent) && depth < kMaxAncestors;
       parent = clang_getCursorSemanticParent(parent), ++depth) {
    if (is_function(clang_getCursorKind(parent))) scope = parent;
  }
  return scope;
}

}  // namespace cairn::clang
