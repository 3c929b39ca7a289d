#include "core/clang/entity_look.h"

#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

using Kind = model::SemanticTokenKind;
using Modifier = model::SemanticTokenModifier;
using model::bit;

// Far more than people nest; the frames of a hostile file end here.
constexpr int kMaxScopes = 256;
constexpr int kMaxTypeLayers = 64;

CXCursorKind kind_behind_template(CXCursor entity) {
  const CXCursorKind kind = clang_getCursorKind(entity);
  const bool is_template = kind == CXCursor_FunctionTemplate || kind == CXCursor_ClassTemplate ||
                           kind == CXCursor_ClassTemplatePartialSpecialization;
  return is_template ? clang_getTemplateCursorKind(entity) : kind;
}

bool is_record(CXCursorKind kind) {
  return kind == CXCursor_ClassDecl || kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl;
}

bool is_function(CXCursorKind kind) {
  return kind == CXCursor_FunctionDecl || kind == CXCursor_CXXMethod || kind == CXCursor_Constructor ||
         kind == CXCursor_Destructor || kind == CXCursor_ConversionFunction;
}

// A constructor is named by its class's name, so it looks like the class.
Kind look_of_class(CXCursor entity) {
  return kind_behind_template(entity) == CXCursor_ClassDecl ? Kind::kClass : Kind::kStruct;
}

std::optional<Kind> kind_of(CXCursor entity) {
  switch (kind_behind_template(entity)) {
    case CXCursor_Namespace:
    case CXCursor_NamespaceAlias:
      return Kind::kNamespace;
    case CXCursor_ClassDecl:
    case CXCursor_StructDecl:
    case CXCursor_UnionDecl:
      return look_of_class(entity);
    case CXCursor_Constructor:
    case CXCursor_Destructor:
      return look_of_class(clang_getCursorSemanticParent(entity));
    case CXCursor_EnumDecl:
      return Kind::kEnum;
    case CXCursor_EnumConstantDecl:
      return Kind::kEnumMember;
    case CXCursor_TypedefDecl:
    case CXCursor_TypeAliasDecl:
      return look_of_type(clang_getTypedefDeclUnderlyingType(entity));
    case CXCursor_TypeAliasTemplateDecl:
      return Kind::kType;
    case CXCursor_TemplateTypeParameter:
    case CXCursor_TemplateTemplateParameter:
    case CXCursor_NonTypeTemplateParameter:
      return Kind::kTypeParameter;
    case CXCursor_ParmDecl:
      return Kind::kParameter;
    case CXCursor_FieldDecl:
      return Kind::kProperty;
    case CXCursor_VarDecl:
      return is_record(kind_behind_template(clang_getCursorSemanticParent(entity))) ? Kind::kProperty : Kind::kVariable;
    case CXCursor_FunctionDecl:
      return Kind::kFunction;
    case CXCursor_CXXMethod:
    case CXCursor_ConversionFunction:
      return Kind::kMethod;
    case CXCursor_ConceptDecl:
      return Kind::kConcept;
    case CXCursor_LabelStmt:
      return Kind::kLabel;
    case CXCursor_MacroDefinition:
      return Kind::kMacro;
    case CXCursor_UnexposedDecl:  // variable templates and structured bindings have no kind
      return Kind::kVariable;
    default:
      return std::nullopt;
  }
}

bool is_const(CXType type) {
  for (int layer = 0; layer < kMaxTypeLayers; ++layer) {
    type = clang_getCanonicalType(type);
    if (clang_isConstQualifiedType(type)) return true;
    const CXType element = clang_getArrayElementType(type);
    const CXType inner = element.kind != CXType_Invalid ? element : clang_getPointeeType(type);
    if (inner.kind == CXType_Invalid) return false;
    type = inner;
  }
  return false;
}

bool is_readonly(CXCursor entity) {
  switch (clang_getCursorKind(entity)) {
    case CXCursor_EnumConstantDecl:
    case CXCursor_NonTypeTemplateParameter:
      return true;
    case CXCursor_CXXMethod:
    case CXCursor_ConversionFunction:
      return clang_CXXMethod_isConst(entity) != 0;
    case CXCursor_VarDecl:
    case CXCursor_ParmDecl:
    case CXCursor_FieldDecl:
    case CXCursor_UnexposedDecl:
      return is_const(clang_getCursorType(entity));
    default:
      return false;
  }
}

bool is_static(CXCursor entity, Kind kind) {
  if (kind == Kind::kMethod) return clang_CXXMethod_isStatic(entity) != 0;
  if (clang_getCursorKind(entity) != CXCursor_VarDecl) return false;
  if (kind == Kind::kProperty) return true;  // a member with storage of its own
  return clang_Cursor_getStorageClass(entity) == CX_SC_Static &&
         is_function(kind_behind_template(clang_getCursorSemanticParent(entity)));
}

std::uint32_t scope_of(CXCursor entity, Kind kind) {
  if (kind == Kind::kParameter || kind == Kind::kLabel) return bit(Modifier::kFunctionScope);
  if (kind == Kind::kMacro) return bit(Modifier::kGlobalScope);
  if (kind == Kind::kTypeParameter) return 0;  // libclang does not tell whose it is
  CXCursor parent = clang_getCursorSemanticParent(entity);
  for (int depth = 0; depth < kMaxScopes; ++depth) {
    const CXCursorKind scope = kind_behind_template(parent);
    if (is_function(scope)) return bit(Modifier::kFunctionScope);
    if (is_record(scope)) return bit(Modifier::kClassScope);
    if (scope != CXCursor_EnumDecl && scope != CXCursor_LinkageSpec) break;
    parent = clang_getCursorSemanticParent(parent);
  }
  const CXLinkageKind linkage = clang_getCursorLinkage(entity);
  const bool is_seen_by_others = linkage == CXLinkage_External || kind == Kind::kNamespace;
  return bit(is_seen_by_others ? Modifier::kGlobalScope : Modifier::kFileScope);
}

std::uint32_t modifiers_of(CXCursor entity, Kind kind) {
  std::uint32_t modifiers = scope_of(entity, kind);
  const auto add = [&](bool holds, Modifier modifier) { modifiers |= holds ? bit(modifier) : 0; };
  const CXCursorKind cursor_kind = kind_behind_template(entity);
  add(clang_Location_isInSystemHeader(clang_getCursorLocation(entity)) != 0, Modifier::kDefaultLibrary);
  if (!clang_isDeclaration(cursor_kind)) return modifiers;
  const bool is_pure = cursor_kind == CXCursor_CXXMethod && clang_CXXMethod_isPureVirtual(entity);
  add(clang_getCursorAvailability(entity) == CXAvailability_Deprecated, Modifier::kDeprecated);
  add(is_readonly(entity), Modifier::kReadonly);
  add(is_static(entity, kind), Modifier::kStatic);
  add(is_pure || (is_record(cursor_kind) && clang_CXXRecord_isAbstract(entity)), Modifier::kAbstract);
  add(cursor_kind == CXCursor_CXXMethod && clang_CXXMethod_isVirtual(entity), Modifier::kVirtual);
  add(cursor_kind == CXCursor_Constructor || cursor_kind == CXCursor_Destructor, Modifier::kConstructorOrDestructor);
  return modifiers;
}

}  // namespace

Kind look_of_type(CXType type) {
  const CXCursor declaration = clang_getTypeDeclaration(clang_getCanonicalType(type));
  const CXCursorKind kind = kind_behind_template(declaration);
  if (is_record(kind)) return look_of_class(declaration);
  return kind == CXCursor_EnumDecl ? Kind::kEnum : Kind::kType;
}

const EntityLook& EntityLooks::of(CXCursor entity) {
  auto [found, is_new] = known_.try_emplace(entity);
  EntityLook& look = found->second;
  if (!is_new) return look;
  look.kind = kind_of(entity);
  if (!look.kind) return look;
  look.name = spelled_name(entity);
  look.modifiers = modifiers_of(entity, *look.kind);
  const bool is_overloaded_operator = is_operator_name(take_bytes(clang_getCursorSpelling(entity)));
  if (is_overloaded_operator) look.kind = Kind::kOperator;
  return look;
}

}  // namespace cairn::clang
