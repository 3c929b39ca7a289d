// Who derives from a class, and who overrides a method. A class can only derive from
// another by naming it, so the occurrences of the name lead to the classes; libclang
// cannot visit the declarations of a preamble's headers otherwise.
#include <algorithm>
#include <deque>

#include "core/clang/occurrences.h"
#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"
#include "core/clang/types.h"

namespace cairn::clang {
namespace {

constexpr std::size_t kMaxClasses = 1000;        // of one hierarchy
constexpr std::size_t kMaxBaseListTokens = 500;  // from a base's name to the class's body

bool is_class(CXCursor cursor) {
  const CXCursorKind kind = clang_getCursorKind(cursor);
  return kind == CXCursor_StructDecl || kind == CXCursor_ClassDecl || kind == CXCursor_ClassTemplate ||
         kind == CXCursor_ClassTemplatePartialSpecialization;
}

bool derives_directly(CXCursor derived, CXCursor base) {
  bool found = false;
  visit_children(derived, [&](CXCursor child) {
    if (clang_getCursorKind(child) != CXCursor_CXXBaseSpecifier) return CXChildVisit_Continue;
    const CXCursor declared = clang_getTypeDeclaration(clang_getCanonicalType(clang_getCursorType(child)));
    found =
        same_entity(template_of(declared), base) || same_entity(template_of(clang_getCursorReferenced(child)), base);
    return found ? CXChildVisit_Break : CXChildVisit_Continue;
  });
  return found;
}

// The class whose list of bases holds the token: the one whose body opens behind it.
CXCursor class_with_base_at(SourceMap& sources, CXFile file, const std::vector<Token>& tokens, std::size_t at) {
  const std::size_t end = std::min(tokens.size(), at + kMaxBaseListTokens);
  for (std::size_t i = at + 1; i < end; ++i) {
    const std::string_view word = sources.spelling(file, tokens[i]);
    if (word == ";" || word == "}" || word == "=") break;
    if (word == "{") return sources.cursor_at({file, tokens[i].begin});
  }
  return clang_getNullCursor();
}

void add_derived(SourceMap& sources, CXCursor base, std::vector<CXCursor>& classes) {
  for_each_occurrence(sources, {base}, [&](const Occurrence& found) {
    const CXCursor derived = class_with_base_at(sources, found.file, found.tokens, found.index);
    if (classes.size() >= kMaxClasses || !is_class(derived) || !derives_directly(derived, base)) return;
    const bool is_known = std::any_of(classes.begin(), classes.end(),
                                      [&](CXCursor known) { return clang_equalCursors(known, derived) != 0; });
    if (!is_known) classes.push_back(derived);
  });
}

// All classes below `base`, not itself.
std::vector<CXCursor> derived_classes(SourceMap& sources, CXCursor base) {
  std::vector<CXCursor> classes;
  add_derived(sources, base, classes);
  for (std::size_t next = 0; next < classes.size(); ++next) add_derived(sources, CXCursor(classes[next]), classes);
  return classes;
}

bool overrides(CXCursor method, CXCursor wanted) {
  std::deque<CXCursor> open = {method};
  for (std::size_t steps = 0; !open.empty() && steps < kMaxClasses; ++steps) {
    for (const CXCursor overridden : overridden_methods(open.front())) {
      if (same_entity(overridden, wanted)) return true;
      open.push_back(overridden);
    }
    open.pop_front();
  }
  return false;
}

}  // namespace

std::vector<model::Location> find_implementations(SourceMap& sources, std::uint64_t offset) {
  std::vector<model::Location> locations;
  const auto subject = subject_at(sources, offset);
  if (!subject) return locations;
  const auto add = [&](CXCursor entity) {
    const CXCursor definition = clang_getCursorDefinition(entity);
    auto location = name_location(sources, is_null(definition) ? entity : definition);
    if (location) locations.push_back(*std::move(location));
  };
  for (const CXCursor target : subject->targets) {
    if (is_class(target)) {
      for (const CXCursor derived : derived_classes(sources, target)) add(derived);
    } else if (clang_CXXMethod_isVirtual(target) != 0) {
      for (const CXCursor derived : derived_classes(sources, template_of(clang_getCursorSemanticParent(target)))) {
        visit_children(derived, [&](CXCursor member) {
          if (clang_CXXMethod_isVirtual(member) != 0 && overrides(member, target)) add(member);
          return CXChildVisit_Continue;
        });
      }
    }
  }
  std::sort(locations.begin(), locations.end());
  locations.erase(std::unique(locations.begin(), locations.end()), locations.end());
  return locations;
}

}  // namespace cairn::clang
