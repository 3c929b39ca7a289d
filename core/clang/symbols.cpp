#include <algorithm>
#include <tuple>
#include <utility>

#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

// Far beyond what people write, and within what the frames to the server may nest.
constexpr int kMaxDepth = 100;

// Variable templates and structured bindings, for which libclang has no kind.
bool is_unexposed_variable(CXCursor cursor) {
  const std::string name = take_bytes(clang_getCursorSpelling(cursor));
  return name_end(name, 0) > 0;
}

std::optional<model::SymbolKind> kind_of(CXCursor cursor) {
  using Kind = model::SymbolKind;
  CXCursorKind kind = clang_getCursorKind(cursor);
  if (kind == CXCursor_FunctionTemplate || kind == CXCursor_ClassTemplate ||
      kind == CXCursor_ClassTemplatePartialSpecialization) {
    kind = clang_getTemplateCursorKind(cursor);
  }
  switch (kind) {
    case CXCursor_Namespace:
    case CXCursor_NamespaceAlias:
      return Kind::kNamespace;
    case CXCursor_ClassDecl:
      return Kind::kClass;
    case CXCursor_StructDecl:
      return Kind::kStruct;
    case CXCursor_UnionDecl:
      return Kind::kUnion;
    case CXCursor_EnumDecl:
      return Kind::kEnum;
    case CXCursor_EnumConstantDecl:
      return Kind::kEnumMember;
    case CXCursor_Constructor:
      return Kind::kConstructor;
    case CXCursor_Destructor:
      return Kind::kDestructor;
    case CXCursor_ConversionFunction:
      return Kind::kConversion;
    case CXCursor_FunctionDecl:
    case CXCursor_CXXMethod:
      if (is_operator_name(take_bytes(clang_getCursorSpelling(cursor)))) return Kind::kOperator;
      return kind == CXCursor_CXXMethod ? Kind::kMethod : Kind::kFunction;
    case CXCursor_FieldDecl:
      return Kind::kField;
    case CXCursor_VarDecl:
      return clang_isConstQualifiedType(clang_getCursorType(cursor)) ? Kind::kConstant : Kind::kVariable;
    case CXCursor_TypedefDecl:
    case CXCursor_TypeAliasDecl:
    case CXCursor_TypeAliasTemplateDecl:
      return Kind::kTypeAlias;
    case CXCursor_ConceptDecl:
      return Kind::kConcept;
    case CXCursor_UnexposedDecl:
      if (is_unexposed_variable(cursor)) return Kind::kVariable;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

// Written around declarations without being one: extern "C".
bool is_transparent(CXCursorKind kind) { return kind == CXCursor_LinkageSpec || kind == CXCursor_UnexposedDecl; }

bool has_members(model::SymbolKind kind) {
  using Kind = model::SymbolKind;
  return kind == Kind::kNamespace || kind == Kind::kClass || kind == Kind::kStruct || kind == Kind::kUnion ||
         kind == Kind::kEnum;
}

std::string_view keyword_of(model::SymbolKind kind) {
  switch (kind) {
    case model::SymbolKind::kNamespace:
      return "namespace";
    case model::SymbolKind::kClass:
      return "class";
    case model::SymbolKind::kStruct:
      return "struct";
    case model::SymbolKind::kUnion:
      return "union";
    case model::SymbolKind::kEnum:
      return "enum";
    default:
      return "declaration";
  }
}

// As written where it stands: "Class::method" for a member defined outside.
std::string name_of(CXCursor cursor, model::SymbolKind kind) {
  std::string name = take_text(clang_getCursorSpelling(cursor));
  if (name.empty() || name.starts_with('(') || name.find("(unnamed") != std::string::npos ||
      name.find("(anonymous") != std::string::npos) {
    return "(anonymous " + std::string(keyword_of(kind)) + ")";
  }
  if (has_members(kind) && kind != model::SymbolKind::kNamespace) name = take_text(clang_getCursorDisplayName(cursor));
  const CXCursor semantic = clang_getCursorSemanticParent(cursor);
  const bool is_member_outside = !clang_equalCursors(semantic, clang_getCursorLexicalParent(cursor)) &&
                                 clang_isDeclaration(clang_getCursorKind(semantic)) &&
                                 clang_getCursorKind(semantic) != CXCursor_LinkageSpec;
  const std::string owner = is_member_outside ? take_text(clang_getCursorSpelling(semantic)) : std::string();
  return owner.empty() ? name : owner + "::" + name;
}

std::string detail_of(CXCursor cursor, model::SymbolKind kind) {
  if (has_members(kind) || kind == model::SymbolKind::kConcept || kind == model::SymbolKind::kEnumMember) return {};
  const CXType type =
      kind == model::SymbolKind::kTypeAlias ? clang_getTypedefDeclUnderlyingType(cursor) : clang_getCursorType(cursor);
  return type.kind == CXType_Invalid ? std::string() : type_text(type);
}

// The smallest range that holds both.
text::Range hull(const text::Range& a, const text::Range& b) {
  return {std::min(a.start, b.start), std::max(a.end, b.end)};
}

std::optional<model::DocumentSymbol> make_symbol(SourceMap& sources, CXCursor cursor, model::SymbolKind kind) {
  const auto name = name_extent(sources, cursor);
  if (!name || !sources.is_main(name->first.file)) return std::nullopt;
  model::DocumentSymbol symbol;
  symbol.kind = kind;
  symbol.name = name_of(cursor, kind);
  symbol.detail = detail_of(cursor, kind);
  symbol.is_deprecated = clang_getCursorAvailability(cursor) == CXAvailability_Deprecated;
  symbol.selection_range = sources.range(name->first.file, name->first.offset, name->second);
  const auto extent = sources.range_in(name->first.file, clang_getCursorExtent(cursor));
  symbol.range = extent ? hull(*extent, symbol.selection_range) : symbol.selection_range;
  return symbol;
}

void collect(SourceMap& sources, CXCursor parent, int depth, std::vector<model::DocumentSymbol>& symbols) {
  if (depth > kMaxDepth) return;
  visit_children(parent, [&](CXCursor child) {
    const auto kind = kind_of(child);
    if (!kind && is_transparent(clang_getCursorKind(child))) {
      collect(sources, child, depth + 1, symbols);
      return CXChildVisit_Continue;
    }
    if (!kind) return CXChildVisit_Continue;
    auto symbol = make_symbol(sources, child, *kind);
    if (!symbol) return CXChildVisit_Continue;
    if (has_members(*kind)) collect(sources, child, depth + 1, symbol->children);
    symbols.push_back(*std::move(symbol));
    return CXChildVisit_Continue;
  });
}

// Macros come from the tokens: asking libclang for all of the unit's macros would
// bring those of every header.
void collect_macros(SourceMap& sources, std::vector<model::DocumentSymbol>& symbols) {
  CXFile main = sources.main_file();
  const std::vector<Token>& tokens = sources.main_tokens();
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
    if (sources.spelling(main, tokens[i]) != "#" || sources.spelling(main, tokens[i + 1]) != "define") continue;
    const CXCursor cursor = sources.cursor_at({main, tokens[i + 2].begin});
    if (clang_getCursorKind(cursor) != CXCursor_MacroDefinition) continue;
    if (auto symbol = make_symbol(sources, cursor, model::SymbolKind::kMacro)) {
      symbol->detail.clear();
      symbols.push_back(*std::move(symbol));
    }
  }
}

}  // namespace

std::vector<model::DocumentSymbol> list_symbols(SourceMap& sources) {
  std::vector<model::DocumentSymbol> symbols;
  collect(sources, clang_getTranslationUnitCursor(sources.unit()), 0, symbols);
  collect_macros(sources, symbols);
  std::sort(symbols.begin(), symbols.end(), [](const model::DocumentSymbol& a, const model::DocumentSymbol& b) {
    return std::tie(a.range.start, a.selection_range, a.name) < std::tie(b.range.start, b.selection_range, b.name);
  });
  return symbols;
}

}  // namespace cairn::clang
