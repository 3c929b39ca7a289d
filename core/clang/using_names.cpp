#include "core/clang/using_names.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "core/clang/ancestors.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

constexpr int kMaxAliases = 8;
constexpr int kMaxScopes = 64;

std::vector<CXCursor> named_by(CXCursor declaration) {
  std::vector<CXCursor> entities;
  const CXCursor named = clang_getCursorReferenced(declaration);
  for (unsigned i = 0; i < clang_getNumOverloadedDecls(named); ++i) {
    entities.push_back(template_of(clang_getOverloadedDecl(named, i)));
  }
  return entities;
}

// The name before `::` in front of the token, as its end; none if the token is not qualified.
std::optional<std::uint32_t> qualifier_end(std::string_view text, std::uint32_t begin) {
  const std::size_t colons = text.substr(0, begin).find_last_not_of(" \t\r\n");
  if (colons == std::string_view::npos || colons == 0 || text.substr(colons - 1, 2) != "::") return std::nullopt;
  const std::size_t last = text.substr(0, colons - 1).find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? 0 : static_cast<std::uint32_t>(last + 1);
}

// The namespace itself where `cursor` is an alias of one.
CXCursor behind_aliases(CXCursor cursor) {
  for (int depth = 0; depth < kMaxAliases && clang_getCursorKind(cursor) == CXCursor_NamespaceAlias; ++depth) {
    CXCursor named = clang_getNullCursor();
    visit_children(cursor, [&](CXCursor child) {  // the last of `a::b` is the one that is meant
      if (clang_getCursorKind(child) == CXCursor_NamespaceRef) named = clang_getCursorReferenced(child);
      return CXChildVisit_Continue;
    });
    cursor = named;
  }
  return cursor;
}

// Inline namespaces are part of what is around them.
bool is_inside(CXCursor declaration, const std::string& scope_usr) {
  CXCursor scope = clang_getCursorSemanticParent(declaration);
  for (int depth = 0; depth < kMaxScopes && clang_getCursorKind(scope) == CXCursor_Namespace; ++depth) {
    if (take_bytes(clang_getCursorUSR(scope)) == scope_usr) return true;
    if (clang_Cursor_isInlineNamespace(scope) == 0) return false;
    scope = clang_getCursorSemanticParent(scope);
  }
  return false;
}

std::optional<CXCursor> qualified(SourceMap& sources, CXFile file, std::uint32_t end,
                                  const std::vector<CXCursor>& candidates) {
  const std::string_view text = sources.text(file);
  std::uint32_t begin = end;
  while (begin > 0 && name_end(text, begin - 1) >= end) --begin;
  if (begin == end) return std::nullopt;
  const auto qualifier = subject_of(sources, file, Token{begin, end, CXToken_Identifier});
  if (!qualifier || qualifier->targets.empty()) return std::nullopt;
  const std::string usr = take_bytes(clang_getCursorUSR(behind_aliases(qualifier->targets.front())));
  const auto found = std::find_if(candidates.begin(), candidates.end(),
                                  [&](CXCursor candidate) { return !usr.empty() && is_inside(candidate, usr); });
  return found == candidates.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

UsingNames find_using_names(SourceMap& sources) {
  struct Search {
    SourceMap& sources;
    UsingNames names;
  } search{sources, {}};
  clang_visitChildren(
      clang_getTranslationUnitCursor(sources.unit()),
      [](CXCursor cursor, CXCursor, CXClientData data) {
        auto& [map, names] = *static_cast<Search*>(data);
        const CXCursorKind kind = clang_getCursorKind(cursor);
        if (kind == CXCursor_UsingDeclaration) names[take_bytes(clang_getCursorSpelling(cursor))].push_back(cursor);
        if (kind == CXCursor_Namespace || kind == CXCursor_LinkageSpec) return CXChildVisit_Recurse;
        if (!is_function(kind) && !clang_isStatement(kind)) return CXChildVisit_Continue;
        const auto place = map.place(clang_getCursorLocation(cursor));
        return place && map.is_main(place->file) ? CXChildVisit_Recurse : CXChildVisit_Continue;
      },
      &search);
  return std::move(search.names);
}

std::vector<CXCursor> named_through_using(SourceMap& sources, CXFile file, const Token& token) {
  const UsingNames& names = sources.using_names();
  const auto known = names.find(sources.spelling(file, token));
  if (known == names.end()) return {};
  if (const auto end = qualifier_end(sources.text(file), token.begin)) {
    const auto declaration = qualified(sources, file, *end, known->second);
    return declaration ? named_by(*declaration) : std::vector<CXCursor>{};
  }
  std::vector<CXCursor> entities;
  for (const CXCursor candidate : known->second) {
    const auto place = sources.place(clang_getCursorLocation(candidate));
    const bool is_later = place && clang_File_isEqual(place->file, file) != 0 && place->offset > token.begin;
    if (is_later) continue;
    if (auto found = named_by(candidate); !found.empty()) entities = std::move(found);
  }
  return entities;
}

}  // namespace cairn::clang
