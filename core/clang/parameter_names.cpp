#include "core/clang/parameter_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>

#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

// Longer names are no help between other words.
constexpr std::size_t kMaxNameBytes = 64;

bool equal_without_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  });
}

std::string_view without_underscores(std::string_view name) {
  return name.substr(std::min(name.find_first_not_of('_'), name.size()));
}

// setWidth(int width): the name says it already.
bool is_setter(std::string_view function, const std::vector<Parameter>& parameters) {
  if (parameters.size() != 1 || function.size() < 3 || !equal_without_case(function.substr(0, 3), "set")) return false;
  return equal_without_case(without_underscores(function.substr(3)), parameters.front().name);
}

bool is_simple_builtin(CXCursor callee, std::string_view name) {
  static constexpr std::array<std::string_view, 5> kNames = {"addressof", "as_const", "forward", "move",
                                                             "move_if_noexcept"};
  if (name.starts_with("__builtin")) return true;
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() && enclosing_scope(callee) == "std";
}

// Of a template, the names of its packs: their instances repeat one name.
std::set<std::string> pack_names(CXCursor callee) {
  std::set<std::string> names;
  visit_children(clang_getSpecializedCursorTemplate(callee), [&](CXCursor child) {
    if (clang_getCursorKind(child) == CXCursor_ParmDecl &&
        take_bytes(clang_getTypeSpelling(clang_getCursorType(child))).ends_with("...")) {
      names.insert(take_bytes(clang_getCursorSpelling(child)));
    }
    return CXChildVisit_Continue;
  });
  return names;
}

std::string name_of(CXCursor callee, CXCursor definition, unsigned i) {
  std::string name = take_text(clang_getCursorSpelling(clang_Cursor_getArgument(callee, i)));
  if (name.empty() && clang_Cursor_getNumArguments(definition) > static_cast<int>(i)) {
    name = take_text(clang_getCursorSpelling(clang_Cursor_getArgument(definition, i)));
  }
  return name;
}

bool is_mutable_reference(CXCursor parameter) {
  const CXType type = clang_getCanonicalType(clang_getCursorType(parameter));
  return type.kind == CXType_LValueReference && !clang_isConstQualifiedType(clang_getPointeeType(type));
}

std::vector<Parameter> find_parameters(CXCursor callee) {
  const CXCursorKind kind = clang_getCursorKind(callee);
  const bool copies = kind == CXCursor_Constructor && (clang_CXXConstructor_isCopyConstructor(callee) ||
                                                       clang_CXXConstructor_isMoveConstructor(callee));
  const int count = clang_Cursor_getNumArguments(callee);
  const std::string function = take_bytes(clang_getCursorSpelling(callee));
  const bool tells_nothing = (is_operator_name(function) && function != "operator()") || copies;
  if (count <= 0 || tells_nothing || is_simple_builtin(callee, function)) return {};
  const std::set<std::string> packs = pack_names(callee);
  const CXCursor definition = clang_getCursorDefinition(callee);
  std::vector<Parameter> parameters;
  for (unsigned i = 0; i < static_cast<unsigned>(count); ++i) {
    std::string name = name_of(callee, definition, i);
    if (packs.contains(name) || name.size() > kMaxNameBytes) name.clear();
    parameters.push_back({std::string(without_underscores(name)),
                          !name.empty() && is_mutable_reference(clang_Cursor_getArgument(callee, i))});
  }
  if (is_setter(function, parameters)) return {};
  return parameters;
}

}  // namespace

const std::vector<Parameter>& ParameterNames::of(CXCursor callee) {
  auto [found, is_new] = known_.try_emplace(callee);
  if (is_new) found->second = find_parameters(callee);
  return found->second;
}

}  // namespace cairn::clang
