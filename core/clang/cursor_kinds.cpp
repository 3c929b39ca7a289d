#include "core/clang/cursor_kinds.h"

#include <string>
#include <string_view>

#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

bool is_deduction_guide(CXCursor cursor) {
  return take_bytes(clang_getCursorSpelling(cursor)).starts_with("<deduction guide for ");
}

// Variable templates and structured bindings, for which libclang has no kind.
bool is_unexposed_variable(CXCursor cursor) {
  const std::string name = take_bytes(clang_getCursorSpelling(cursor));
  return name_end(name, 0) > 0;
}

}  // namespace

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
      if (is_deduction_guide(cursor)) return Kind::kFunction;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace cairn::clang
