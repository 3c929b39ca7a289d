#include "core/clang/types.h"

#include <optional>

#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

// Deeper types exist only to make trouble.
constexpr int kMaxTypeDepth = 64;

// One pointer, reference, array or function less; nothing if the type is none of them.
std::optional<CXType> peel(CXType type) {
  switch (type.kind) {
    case CXType_Pointer:
    case CXType_BlockPointer:
    case CXType_LValueReference:
    case CXType_RValueReference:
    case CXType_MemberPointer:
      return clang_getPointeeType(type);
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
    case CXType_DependentSizedArray:
    case CXType_Vector:
    case CXType_ExtVector:
    case CXType_Complex:
      return clang_getElementType(type);
    case CXType_FunctionProto:
    case CXType_FunctionNoProto:
      return clang_getResultType(type);
    default:
      return std::nullopt;
  }
}

// The template parameter that a declaration names as its type, which types do not lead to.
CXCursor template_parameter_in(CXCursor declaration) {
  CXCursor parameter = clang_getNullCursor();
  visit_children(declaration, [&](CXCursor child) {
    if (clang_getCursorKind(child) != CXCursor_TypeRef) return CXChildVisit_Continue;
    const CXCursor named = clang_getCursorReferenced(child);
    if (clang_getCursorKind(named) == CXCursor_TemplateTypeParameter) parameter = named;
    return CXChildVisit_Break;
  });
  return parameter;
}

}  // namespace

bool is_type_declaration(CXCursorKind kind) {
  return kind == CXCursor_StructDecl || kind == CXCursor_ClassDecl || kind == CXCursor_UnionDecl ||
         kind == CXCursor_EnumDecl || kind == CXCursor_ClassTemplate ||
         kind == CXCursor_ClassTemplatePartialSpecialization || kind == CXCursor_TemplateTypeParameter;
}

CXCursor declaration_behind(CXType type) {
  for (int depth = 0; depth < kMaxTypeDepth && type.kind != CXType_Invalid; ++depth) {
    if (const auto inner = peel(type)) {
      type = *inner;
      continue;
    }
    // An alias, `auto` or something in parentheses that hides one of the above.
    const CXType canonical = clang_getCanonicalType(type);
    if (peel(canonical)) {
      type = canonical;
      continue;
    }
    const CXCursor declaration = clang_getTypeDeclaration(type);
    if (!is_null(declaration)) return template_of(declaration);
    if (clang_equalTypes(type, canonical)) break;
    type = canonical;
  }
  return clang_getNullCursor();
}

CXCursor type_declaration_of(CXCursor at, CXCursor target) {
  const CXCursorKind kind = clang_getCursorKind(target);
  if (is_type_declaration(kind)) return target;
  if (kind == CXCursor_TypedefDecl || kind == CXCursor_TypeAliasDecl) {
    return declaration_behind(clang_getTypedefDeclUnderlyingType(target));
  }
  if (kind == CXCursor_Constructor || kind == CXCursor_Destructor || kind == CXCursor_EnumConstantDecl) {
    return template_of(clang_getCursorSemanticParent(target));
  }
  // In a use, a template's type is known better than in its declaration.
  if (clang_isExpression(clang_getCursorKind(at))) {
    const CXCursor used = declaration_behind(clang_getCursorType(at));
    if (!is_null(used)) return used;
  }
  const CXCursor declared = declaration_behind(clang_getCursorType(target));
  return is_null(declared) ? template_parameter_in(target) : declared;
}

std::vector<CXCursor> overridden_methods(CXCursor method) {
  CXCursor* overridden = nullptr;
  unsigned count = 0;
  clang_getOverriddenCursors(method, &overridden, &count);
  std::vector<CXCursor> methods;
  for (unsigned i = 0; i < count; ++i) methods.push_back(template_of(overridden[i]));
  if (overridden) clang_disposeOverriddenCursors(overridden);
  return methods;
}

}  // namespace cairn::clang
