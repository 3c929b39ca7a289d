#include "core/clang/declaration_text.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/clang/raii.h"
#include "core/clang/subject.h"
#include "platform/base/utf.h"

namespace cairn::clang {
namespace {

constexpr std::size_t kMaxInitialiserLine = 120;  // longer declarations are shown without values
constexpr std::size_t kMaxLine = 100;             // longer parameter lists are broken

std::string pretty(CXCursor entity, bool with_initialiser) {
  const PolicyHandle policy(clang_getCursorPrintingPolicy(entity));
  clang_PrintingPolicy_setProperty(policy.get(), CXPrintingPolicy_TerseOutput, 1);
  clang_PrintingPolicy_setProperty(policy.get(), CXPrintingPolicy_PolishForDeclaration, 1);
  clang_PrintingPolicy_setProperty(policy.get(), CXPrintingPolicy_SuppressInitializers, with_initialiser ? 0 : 1);
  return take_text(clang_getCursorPrettyPrinted(entity, policy.get()));
}

std::string macro_text(SourceMap& sources, CXCursor macro) {
  const CXSourceRange extent = clang_getCursorExtent(macro);
  const auto begin = sources.place(clang_getRangeStart(extent));
  const auto end = sources.place(clang_getRangeEnd(extent));
  std::string text = take_text(clang_getCursorSpelling(macro));
  if (begin && end && end->offset > begin->offset) {
    text = base::to_valid_utf8(sources.text(begin->file).substr(begin->offset, end->offset - begin->offset));
  }
  return "#define " + text;
}

// Declared as `auto x`, `const auto& x` and the like.
bool names_deduced_type(CXCursor entity) {
  const CXCursorKind kind = clang_getCursorKind(entity);
  if (kind != CXCursor_VarDecl && kind != CXCursor_FieldDecl) return false;
  CXType type = clang_getCursorType(entity);
  while (type.kind == CXType_Pointer || type.kind == CXType_LValueReference || type.kind == CXType_RValueReference) {
    type = clang_getPointeeType(type);
  }
  return type.kind == CXType_Auto;
}

// What `decltype(auto)` and `auto` mean; the canonical type alone would also replace
// every alias in it.
std::string deduced_text(CXCursor entity) {
  const std::string name = take_text(clang_getCursorSpelling(entity));
  const bool is_constexpr = pretty(entity, false).find("constexpr ") != std::string::npos;
  const CXType type = clang_getCursorType(entity);
  return fmt::format("{}{} {}", is_constexpr ? "constexpr " : "", type_text(type), name);
}

// libclang has no kind for structured bindings and prints them as their name alone.
bool is_binding(CXCursor entity) {
  if (clang_getCursorKind(entity) != CXCursor_UnexposedDecl) return false;
  const std::string text = pretty(entity, true);
  return text.empty() || text == take_text(clang_getCursorSpelling(entity));
}

// Where the parameter list of a function's text opens and closes.
std::pair<std::size_t, std::size_t> parameter_list(std::string_view text, const std::string& name) {
  std::size_t at = text.find(name + "(");
  if (at == std::string_view::npos) return {0, 0};
  at += name.size();
  int depth = 0;
  for (std::size_t i = at; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return {at, i};
  }
  return {0, 0};
}

// One line for each parameter, if the declaration is long.
std::string break_parameters(const std::string& text, const std::string& name) {
  if (text.size() <= kMaxLine) return text;
  const auto [open, close] = parameter_list(text, name);
  if (close <= open + 1) return text;
  std::string broken = text.substr(0, open + 1) + "\n    ";
  int depth = 0;
  for (std::size_t i = open + 1; i < close; ++i) {
    const char c = text[i];
    if (c == '(' || c == '<' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}' || (c == '>' && text[i - 1] != '-')) --depth;
    broken += c;
    if (c != ',' || depth != 0) continue;
    broken += "\n    ";
    while (i + 1 < close && text[i + 1] == ' ') ++i;
  }
  return broken + text.substr(close);
}

std::string scoped_name(CXCursor entity) {
  const std::string scope = enclosing_scope(entity);
  return fmt::format("{}{}{}", scope, scope.empty() ? "" : "::", take_text(clang_getCursorSpelling(entity)));
}

std::string enumerator_text(CXCursor entity) {
  const std::string name = take_text(clang_getCursorSpelling(entity));
  const CXType type = clang_getCanonicalType(clang_getEnumDeclIntegerType(clang_getCursorSemanticParent(entity)));
  const bool is_unsigned = type.kind >= CXType_Bool && type.kind <= CXType_UInt128;
  if (is_unsigned) return fmt::format("{} = {}", name, clang_getEnumConstantDeclUnsignedValue(entity));
  return fmt::format("{} = {}", name, clang_getEnumConstantDeclValue(entity));
}

std::string printed(CXCursor entity) {
  std::string text = pretty(entity, true);
  // A function's are its default arguments, which are short or at least wanted.
  const bool has_parameters = clang_Cursor_getNumArguments(entity) >= 0;
  if (!has_parameters && (text.size() > kMaxInitialiserLine || text.find('\n') != std::string::npos)) {
    text = pretty(entity, false);
  }
  // Terse records and enumerations still end in an empty body.
  const std::size_t body = text.find_last_not_of("{} \n;");
  if (body != std::string::npos && text.find('{', body) != std::string::npos) text.resize(body + 1);
  if (text.empty()) return take_text(clang_getCursorDisplayName(entity));
  return break_parameters(text, take_text(clang_getCursorSpelling(entity)));
}

}  // namespace

std::string declaration_text(SourceMap& sources, CXCursor entity) {
  switch (clang_getCursorKind(entity)) {
    case CXCursor_MacroDefinition:
      return macro_text(sources, entity);
    case CXCursor_EnumConstantDecl:
      return enumerator_text(entity);
    case CXCursor_LabelStmt:
      return take_text(clang_getCursorSpelling(entity)) + ":";
    case CXCursor_Namespace:
      return "namespace " + scoped_name(entity);
    case CXCursor_NamespaceAlias:
      return fmt::format("namespace {} = {}", take_text(clang_getCursorSpelling(entity)),
                         scoped_name(clang_getCursorDefinition(entity)));
    default:
      break;
  }
  if (names_deduced_type(entity) || is_binding(entity)) return deduced_text(entity);
  return printed(entity);
}

}  // namespace cairn::clang
