#include "core/clang/hover_facts.h"

#include <memory>

#include <fmt/format.h>

#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

constexpr std::size_t kMaxTypeBytes = 300;  // a longer type explains nothing
constexpr int kMaxTypeDepth = 64;
constexpr unsigned long long kFirstHexadecimal = 10;
constexpr long long kBitsPerByte = 8;

struct EvaluationDeleter {
  void operator()(void* result) const { clang_EvalResult_dispose(result); }
};

bool hides_a_type(CXType type) {
  for (int depth = 0; depth < kMaxTypeDepth; ++depth) {
    switch (type.kind) {
      case CXType_Pointer:
      case CXType_LValueReference:
      case CXType_RValueReference:
        type = clang_getPointeeType(type);
        break;
      case CXType_ConstantArray:
      case CXType_IncompleteArray:
        type = clang_getElementType(type);
        break;
      case CXType_Elaborated:
        type = clang_Type_getNamedType(type);
        break;
      default:
        return type.kind == CXType_Typedef;
    }
  }
  return false;
}

// A type with the one that its alias stands for.
void add_type(const char* label, CXType type, std::vector<std::string>& facts) {
  if (!hides_a_type(type)) return;
  const std::string written = type_text(type);
  const std::string canonical = type_text(clang_getCanonicalType(type));
  if (written == canonical || canonical.size() > kMaxTypeBytes) return;
  facts.push_back(fmt::format("{}: `{}` (aka `{}`)", label, written, canonical));
}

// "int (int x, char)" of a variable that holds a lambda, whose type alone says nothing.
std::string call_of_lambda(CXCursor variable) {
  const CXType type = clang_getCanonicalType(clang_getNonReferenceType(clang_getCursorType(variable)));
  if (take_bytes(clang_getTypeSpelling(type)).find("(lambda at ") == std::string::npos) return {};
  std::string call;
  visit_children(clang_getTypeDeclaration(type), [&](CXCursor child) {
    if (take_bytes(clang_getCursorSpelling(child)) != "operator()") return CXChildVisit_Continue;
    visit_children(child, [&](CXCursor part) {
      if (clang_getCursorKind(part) != CXCursor_ParmDecl) return CXChildVisit_Continue;
      const std::string name = take_text(clang_getCursorSpelling(part));
      call += fmt::format("{}{}{}{}", call.empty() ? "" : ", ", type_text(clang_getCursorType(part)),
                          name.empty() ? "" : " ", name);
      return CXChildVisit_Continue;
    });
    call = fmt::format("{} ({})", type_text(clang_getCursorResultType(child)), call);
    return CXChildVisit_Break;
  });
  return call;
}

void add_types(CXCursor entity, std::vector<std::string>& facts) {
  switch (clang_getCursorKind(entity)) {
    case CXCursor_VarDecl:
    case CXCursor_FieldDecl:
    case CXCursor_ParmDecl:
      if (const std::string call = call_of_lambda(entity); !call.empty()) {
        facts.push_back(fmt::format("Call: `{}`", call));
      }
      return add_type("Type", clang_getCursorType(entity), facts);
    case CXCursor_FunctionDecl:
    case CXCursor_CXXMethod:
      return add_type("Result", clang_getCursorResultType(entity), facts);
    case CXCursor_TypedefDecl:
    case CXCursor_TypeAliasDecl:
      return add_type("Type", clang_getTypedefDeclUnderlyingType(entity), facts);
    default:
      return;
  }
}

bool is_unsigned(CXType type) {
  const CXTypeKind kind = clang_getCanonicalType(type).kind;
  return kind >= CXType_Bool && kind <= CXType_UInt128;
}

// Masks are read in hexadecimal.
std::string number(unsigned long long value) {
  return value < kFirstHexadecimal ? fmt::format("{}", value) : fmt::format("{} (0x{:x})", value, value);
}

std::string value_of(CXCursor variable) {
  const std::unique_ptr<void, EvaluationDeleter> result(clang_Cursor_Evaluate(variable));
  if (!result) return {};
  switch (clang_EvalResult_getKind(result.get())) {
    case CXEval_Int:
      if (clang_getCanonicalType(clang_getCursorType(variable)).kind == CXType_Bool) {
        return clang_EvalResult_getAsLongLong(result.get()) != 0 ? "true" : "false";
      }
      if (clang_EvalResult_isUnsignedInt(result.get()) != 0) {
        return number(clang_EvalResult_getAsUnsigned(result.get()));
      }
      if (const long long value = clang_EvalResult_getAsLongLong(result.get()); value < 0) {
        return fmt::format("{}", value);
      } else {
        return number(static_cast<unsigned long long>(value));
      }
    case CXEval_Float:
      return fmt::format("{}", clang_EvalResult_getAsDouble(result.get()));
    default:
      return {};
  }
}

// A variable's value is a fact only if it cannot change.
void add_value(CXCursor entity, std::vector<std::string>& facts) {
  const CXCursorKind kind = clang_getCursorKind(entity);
  if (kind == CXCursor_EnumConstantDecl) {
    const unsigned long long value = clang_getEnumConstantDeclUnsignedValue(entity);
    const bool is_negative = !is_unsigned(clang_getEnumDeclIntegerType(clang_getCursorSemanticParent(entity))) &&
                             clang_getEnumConstantDeclValue(entity) < 0;
    if (!is_negative && value >= kFirstHexadecimal) facts.push_back(fmt::format("Value: `{}`", number(value)));
    return;
  }
  if (kind != CXCursor_VarDecl || clang_isConstQualifiedType(clang_getCanonicalType(clang_getCursorType(entity))) == 0)
    return;
  const CXCursor initialised =
      clang_Cursor_isNull(clang_Cursor_getVarDeclInitializer(entity)) ? clang_getCursorDefinition(entity) : entity;
  if (is_null(initialised) || clang_Cursor_isNull(clang_Cursor_getVarDeclInitializer(initialised))) return;
  const std::string value = value_of(initialised);
  if (!value.empty()) facts.push_back(fmt::format("Value: `{}`", value));
}

std::string bytes(long long count) { return fmt::format("{} byte{}", count, count == 1 ? "" : "s"); }

// From a field's record, in bits if it does not begin at a byte.
std::string offset_of(CXCursor field) {
  const long long bits = clang_Cursor_getOffsetOfField(field);
  if (bits < 0) return {};
  if (bits % kBitsPerByte == 0) return fmt::format("Offset: {}", bytes(bits / kBitsPerByte));
  return fmt::format("Offset: {} and {} bit{}", bytes(bits / kBitsPerByte), bits % kBitsPerByte,
                     bits % kBitsPerByte == 1 ? "" : "s");
}

void add_layout(CXCursor entity, std::vector<std::string>& facts) {
  const CXCursorKind kind = clang_getCursorKind(entity);
  const bool is_field = kind == CXCursor_FieldDecl;
  const bool is_type = kind == CXCursor_StructDecl || kind == CXCursor_ClassDecl || kind == CXCursor_UnionDecl ||
                       kind == CXCursor_EnumDecl || kind == CXCursor_TypedefDecl || kind == CXCursor_TypeAliasDecl;
  if (!is_field && !is_type) return;
  const CXType type = clang_getCursorType(entity);
  const long long size = clang_Type_getSizeOf(type);
  const long long alignment = clang_Type_getAlignOf(type);
  std::string layout;
  if (is_field) layout = offset_of(entity);
  if (is_field && layout.empty()) return;
  const char* separator = layout.empty() ? "" : ", ";
  if (is_field && clang_Cursor_isBitField(entity) != 0) {
    const int width = clang_getFieldDeclBitWidth(entity);
    if (width >= 0)
      facts.push_back(fmt::format("{}{}width: {} bit{}", layout, separator, width, width == 1 ? "" : "s"));
    return;
  }
  if (size < 0 || alignment < 0) return;
  facts.push_back(fmt::format("{}{}{}: {}, alignment: {}", layout, separator, layout.empty() ? "Size" : "size",
                              bytes(size), bytes(alignment)));
}

}  // namespace

std::vector<std::string> facts_about(CXCursor entity) {
  std::vector<std::string> facts;
  add_types(entity, facts);
  add_value(entity, facts);
  add_layout(entity, facts);
  return facts;
}

}  // namespace cairn::clang
