#include "core/clang/members.h"

#include <string>

#include "core/clang/raii.h"
#include "core/clang/subject.h"
#include "core/clang/types.h"

namespace cairn::clang {
namespace {

constexpr std::size_t kMaxClasses = 200;  // of a hierarchy that is searched for a name

void add_members(CXCursor record, std::string_view name, std::vector<CXCursor>& members, std::vector<CXCursor>& bases) {
  visit_children(record, [&](CXCursor child) {
    const CXCursorKind kind = clang_getCursorKind(child);
    if (kind == CXCursor_CXXBaseSpecifier) {
      const CXCursor base = declaration_behind(clang_getCursorType(child));
      if (!is_null(base)) bases.push_back(base);
    } else if (clang_isDeclaration(kind) && take_bytes(clang_getCursorSpelling(child)) == name) {
      members.push_back(child);
    }
    return CXChildVisit_Continue;
  });
}

CXCursor first_child(CXCursor parent) {
  CXCursor first = clang_getNullCursor();
  visit_children(parent, [&](CXCursor child) {
    first = child;
    return CXChildVisit_Break;
  });
  return first;
}

// The members of a class or class template that have this name, as clang spells it, or
// those of its nearest bases that have some.
std::vector<CXCursor> members_named(CXCursor record, std::string_view name) {
  std::vector<CXCursor> members;
  std::vector<CXCursor> open = {record};
  for (std::size_t next = 0; next < open.size() && next < kMaxClasses && members.empty(); ++next) {
    const CXCursor definition = clang_getCursorDefinition(open[next]);
    add_members(is_null(definition) ? open[next] : definition, name, members, open);
  }
  return members;
}

}  // namespace

std::vector<CXCursor> dependent_candidates(CXCursor expression, std::string_view name) {
  const CXCursorKind kind = clang_getCursorKind(expression);
  if (kind != CXCursor_MemberRefExpr && kind != CXCursor_DeclRefExpr) return {};
  const CXCursor qualifier = first_child(expression);
  if (is_null(qualifier)) return {};
  CXCursor record = clang_getNullCursor();
  if (kind == CXCursor_MemberRefExpr) {
    record = declaration_behind(clang_getCursorType(qualifier));
  } else if (clang_isReference(clang_getCursorKind(qualifier))) {
    record = clang_getCursorReferenced(qualifier);
  }
  if (is_null(record)) return {};
  return members_named(record, name);
}

std::vector<CXCursor> allocation_candidates(CXCursor expression) {
  const CXCursorKind kind = clang_getCursorKind(expression);
  const bool allocates = kind == CXCursor_CXXNewExpr;
  if (!allocates && kind != CXCursor_CXXDeleteExpr) return {};
  const CXCursor record = declaration_behind(clang_getCursorType(allocates ? expression : first_child(expression)));
  if (is_null(record)) return {};
  return members_named(record, allocates ? "operator new" : "operator delete");
}

}  // namespace cairn::clang
