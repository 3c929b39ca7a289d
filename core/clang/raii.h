// libclang's handles as move-only owners, and its strings as std::string.
#pragma once

#include <clang-c/Index.h>

#include <memory>
#include <string>
#include <type_traits>

#include "platform/base/utf.h"

namespace cairn::clang {

struct IndexDeleter {
  void operator()(void* index) const { clang_disposeIndex(index); }
};
struct UnitDeleter {
  void operator()(CXTranslationUnitImpl* unit) const { clang_disposeTranslationUnit(unit); }
};
struct CompletionDeleter {
  void operator()(CXCodeCompleteResults* results) const { clang_disposeCodeCompleteResults(results); }
};
struct DiagnosticDeleter {
  void operator()(void* diagnostic) const { clang_disposeDiagnostic(diagnostic); }
};
struct PolicyDeleter {
  void operator()(void* policy) const { clang_PrintingPolicy_dispose(policy); }
};

using IndexHandle = std::unique_ptr<void, IndexDeleter>;
using UnitHandle = std::unique_ptr<CXTranslationUnitImpl, UnitDeleter>;
using CompletionHandle = std::unique_ptr<CXCodeCompleteResults, CompletionDeleter>;
using DiagnosticHandle = std::unique_ptr<void, DiagnosticDeleter>;
using PolicyHandle = std::unique_ptr<void, PolicyDeleter>;

// The string's bytes as they are (paths, names to compare); disposes of it.
inline std::string take_bytes(CXString string) {
  const char* characters = clang_getCString(string);
  std::string bytes = characters ? characters : "";
  clang_disposeString(string);
  return bytes;
}

// The string as valid UTF-8, for answers: sources, and so messages, may hold any bytes.
inline std::string take_text(CXString string) { return base::to_valid_utf8(take_bytes(string)); }

// Calls visitor(CXCursor) -> CXChildVisitResult for the children of `parent`.
template <typename Visitor>
void visit_children(CXCursor parent, Visitor&& visitor) {
  clang_visitChildren(
      parent,
      [](CXCursor child, CXCursor, CXClientData data) {
        return (*static_cast<std::remove_reference_t<Visitor>*>(data))(child);
      },
      &visitor);
}

// Calls visitor(CXCursor) for everything below `root`, parents first, without recursion
// through statements: libclang keeps a list of those.
template <typename Visitor>
void visit_descendants(CXCursor root, Visitor&& visitor) {
  clang_visitChildren(
      root,
      [](CXCursor cursor, CXCursor, CXClientData data) {
        (*static_cast<std::remove_reference_t<Visitor>*>(data))(cursor);
        return CXChildVisit_Recurse;
      },
      &visitor);
}

}  // namespace cairn::clang
