#include <algorithm>
#include <utility>

#include "core/clang/cursor_kinds.h"
#include "core/clang/meaning.h"
#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"
#include "core/clang/usr.h"
#include "platform/fs/path.h"

namespace cairn::clang {
namespace {

using Symbols = std::vector<model::NamedSymbol>;

// As the store names the file in which a place stands; empty if it is in none.
std::string store_path_of(SourceMap& sources, std::string_view root, CXSourceLocation location) {
  CXFile file = nullptr;
  clang_getExpansionLocation(location, &file, nullptr, nullptr, nullptr);
  if (!file) return {};
  const std::string& path = sources.path(file);
  const std::string real = fs::real_path(path).value_or(path);
  return std::string(root.empty() ? real : store_path(root, real));
}

// See normalise_usr(): the file that clang put into the USR.
std::string bound_path(SourceMap& sources, std::string_view root, CXCursor entity, std::string_view base) {
  std::string own;
  for (CXCursor around = entity; !is_null(around) && clang_isDeclaration(clang_getCursorKind(around));
       around = clang_getCursorSemanticParent(around)) {
    const CXSourceRange extent = clang_getCursorExtent(clang_getCanonicalCursor(around));
    std::string path = store_path_of(sources, root, clang_getRangeStart(extent));
    if (!base.empty() && std::string_view(path).substr(path.rfind('/') + 1) == base) return path;
    if (own.empty()) own = std::move(path);
  }
  return own;
}

bool is_function(CXCursor cursor) {
  CXCursorKind kind = clang_getCursorKind(cursor);
  if (kind == CXCursor_FunctionTemplate) return true;
  return kind == CXCursor_FunctionDecl || kind == CXCursor_CXXMethod || kind == CXCursor_Constructor ||
         kind == CXCursor_Destructor || kind == CXCursor_ConversionFunction;
}

bool is_local(CXCursor entity) {
  const CXCursorKind kind = clang_getCursorKind(entity);
  if (kind == CXCursor_ParmDecl || kind == CXCursor_TemplateTypeParameter || kind == CXCursor_LabelStmt ||
      kind == CXCursor_NonTypeTemplateParameter || kind == CXCursor_TemplateTemplateParameter) {
    return true;
  }
  const CXLinkageKind linkage = clang_getCursorLinkage(entity);
  if (linkage == CXLinkage_External || linkage == CXLinkage_UniqueExternal) return false;
  for (CXCursor around = clang_getCursorSemanticParent(entity);
       !is_null(around) && clang_isDeclaration(clang_getCursorKind(around));
       around = clang_getCursorSemanticParent(around)) {
    if (is_function(around)) return true;
  }
  return false;
}

// Members of an implicit instance that libclang does not trace back to the template's, which
// stand at the same place: fields, typedefs, enumerators.
CXCursor pattern_of(CXCursor entity) {
  entity = template_of(entity);
  const CXCursor parent = clang_getCursorSemanticParent(entity);
  if (is_null(parent) || !clang_isDeclaration(clang_getCursorKind(parent))) return entity;
  const CXCursor pattern = pattern_of(parent);
  if (clang_equalCursors(pattern, parent) != 0) return entity;
  CXCursor found = entity;
  visit_children(pattern, [&](CXCursor child) {
    const bool is_same = clang_getCursorKind(child) == clang_getCursorKind(entity) &&
                         clang_equalLocations(clang_getCursorLocation(child), clang_getCursorLocation(entity)) != 0;
    if (is_same) found = child;
    return is_same ? CXChildVisit_Break : CXChildVisit_Continue;
  });
  return found;
}

// "c:@ns@zero>#I" of an instance of a variable template: the template's. One that was written as a
// specialisation has its arguments behind its name.
std::string variable_usr(SourceMap& sources, CXCursor entity, std::string usr) {
  const std::size_t arguments = usr.find('>', usr.find(spelled_name(entity)));
  const auto place = sources.place(clang_getCursorLocation(entity));
  const CXCursorKind kind = clang_getCursorKind(entity);
  const bool is_variable = kind == CXCursor_VarDecl || kind == CXCursor_UnexposedDecl;
  if (!is_variable || arguments == std::string::npos || !place) return usr;
  const std::string_view text = sources.text(place->file);
  const std::size_t behind = text.find_first_not_of(" \t\r\n", name_end(text, place->offset));
  if (behind == std::string_view::npos || text[behind] != '<') usr.resize(arguments);
  return usr;
}

void add_macro(std::string_view name, std::string_view path, Symbols& symbols) {
  symbols.push_back({macro_usr(name, path), std::string(name), model::SymbolKind::kMacro, false});
}

void add(SourceMap& sources, std::string_view root, CXCursor entity, Symbols& symbols) {
  if (is_null(entity)) return;
  if (clang_getCursorKind(entity) == CXCursor_MacroDefinition) {
    const std::string name = take_bytes(clang_getCursorSpelling(entity));
    add_macro(name, store_path_of(sources, root, clang_getCursorLocation(entity)), symbols);
    add_macro(name, {}, symbols);
    return;
  }
  entity = pattern_of(entity);
  const std::string usr = variable_usr(sources, entity, take_bytes(clang_getCursorUSR(entity)));
  const bool is_nameless = usr.size() <= 2;
  if (is_nameless && !is_local(entity)) return;
  model::NamedSymbol symbol;
  if (!is_nameless) {
    const std::string path = may_name_file(usr) ? bound_path(sources, root, entity, named_file(usr)) : std::string();
    symbol.usr = normalise_usr(usr, path);
  }
  symbol.name = base::to_valid_utf8(spelled_name(entity));
  symbol.kind = kind_of(entity).value_or(model::SymbolKind::kVariable);
  symbol.is_local = is_local(entity);
  symbols.push_back(std::move(symbol));
}

// Whether the word stands in an #if or #ifdef, #elif…: a macro's name, defined or not.
bool is_tested(std::string_view text, std::size_t begin) {
  std::size_t line = begin;
  do {
    line = line == 0 ? std::string_view::npos : text.rfind('\n', line - 1);
  } while (line != std::string_view::npos && line > 0 && text[line - 1] == '\\');
  line = line == std::string_view::npos ? 0 : line + 1;
  const std::size_t hash = text.find_first_not_of(" \t", line);
  if (hash == std::string_view::npos || hash >= begin || text[hash] != '#') return false;
  const std::size_t word = text.find_first_not_of(" \t", hash + 1);
  return word < begin && (text.substr(word).starts_with("if") || text.substr(word).starts_with("elif"));
}

}  // namespace

Symbols find_named_symbols(SourceMap& sources, std::string_view root, std::uint64_t offset) {
  Symbols symbols;
  if (const auto constructor = constructor_at(sources, offset)) add(sources, root, *constructor, symbols);
  const auto subject = subject_at(sources, offset);
  if (!subject) {
    const Token* token = token_at(sources, offset);
    if (token && token->kind != CXToken_Punctuation && token->kind != CXToken_Comment &&
        is_tested(sources.text(sources.main_file()), token->begin)) {
      const std::string_view word = sources.spelling(sources.main_file(), *token);
      if (word != "defined" && !word.starts_with("__has_")) add_macro(word, {}, symbols);
    }
    return symbols;
  }
  if (clang_getCursorKind(subject->cursor) == CXCursor_InclusionDirective) return {};
  if (const auto specialised = specialisation_at(sources, *subject)) add(sources, root, *specialised, symbols);
  for (const CXCursor target : wanted(*subject)) {
    add(sources, root, target, symbols);
    const bool calls = clang_getCursorKind(target) == CXCursor_Constructor && !declares(subject->cursor);
    if (calls) add(sources, root, clang_getCursorSemanticParent(target), symbols);
  }
  std::vector<model::NamedSymbol> unique;
  for (model::NamedSymbol& symbol : symbols) {
    const bool is_known = std::any_of(unique.begin(), unique.end(), [&](const model::NamedSymbol& other) {
      return other.usr == symbol.usr && other.is_local == symbol.is_local;
    });
    if (!is_known) unique.push_back(std::move(symbol));
  }
  return unique;
}

}  // namespace cairn::clang
