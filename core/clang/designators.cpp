#include "core/clang/designators.h"

#include <fmt/format.h>

#include "core/clang/raii.h"

namespace cairn::clang {
namespace {

struct Slot {
  std::string name;
  CXType type;
};

bool is_array(CXType type) { return type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray; }

// Whether a value without braces would initialise the slot's members one by one.
bool needs_braces(CXType slot, CXCursor value) {
  const CXCursorKind kind = clang_getCursorKind(value);
  if (kind == CXCursor_InitListExpr) return false;
  const CXType type = clang_getCanonicalType(slot);
  if (is_array(type)) return kind != CXCursor_StringLiteral;
  const bool is_plain_class = type.kind == CXType_Record && clang_isPODType(type) != 0;
  if (!is_plain_class) return false;
  const CXCursor given = clang_getTypeDeclaration(clang_getCanonicalType(clang_getCursorType(value)));
  return !clang_equalCursors(given, clang_getTypeDeclaration(type));
}

// libclang shows a written designator as an expression that begins with what it names.
bool is_designated(CXCursor value) {
  if (clang_getCursorKind(value) != CXCursor_UnexposedExpr) return false;
  return clang_getCursorType(value).kind == CXType_Void;
}

void add_bases(CXCursor record, std::vector<Slot>& slots) {
  visit_children(record, [&](CXCursor child) {
    if (clang_getCursorKind(child) == CXCursor_CXXBaseSpecifier) slots.push_back({"", clang_getCursorType(child)});
    return CXChildVisit_Continue;
  });
}

// In the order of initialisation; ends before a member without a name, whose own
// members would be designated.
std::vector<Slot> slots_of(CXType record) {
  std::vector<Slot> slots;
  const CXCursor declaration = clang_getTypeDeclaration(record);
  if (clang_getCursorKind(declaration) == CXCursor_UnionDecl) return slots;
  add_bases(declaration, slots);
  clang_Type_visitFields(
      record,
      [](CXCursor field, CXClientData data) {
        const std::string name = take_text(clang_getCursorSpelling(field));
        const bool is_padding = name.empty() && clang_Cursor_isBitField(field);
        if (is_padding) return CXVisit_Continue;
        if (name.empty() || clang_Cursor_isAnonymousRecordDecl(clang_getTypeDeclaration(clang_getCursorType(field)))) {
          return CXVisit_Break;
        }
        static_cast<std::vector<Slot>*>(data)->push_back({name, clang_getCursorType(field)});
        return CXVisit_Continue;
      },
      &slots);
  return slots;
}

}  // namespace

std::vector<Designator> find_designators(CXCursor init_list) {
  std::vector<Designator> result;
  const CXType type = clang_getCanonicalType(clang_getCursorType(init_list));
  const bool array = is_array(type);
  if (!array && type.kind != CXType_Record) return result;
  const std::vector<Slot> slots = array ? std::vector<Slot>{} : slots_of(type);
  const CXType element = clang_getArrayElementType(type);
  std::size_t index = 0;
  visit_children(init_list, [&](CXCursor value) {
    if (!clang_isExpression(clang_getCursorKind(value))) return CXChildVisit_Continue;
    if (is_designated(value) || (!array && index == slots.size())) return CXChildVisit_Break;
    if (needs_braces(array ? element : slots[index].type, value)) return CXChildVisit_Break;
    if (array) {
      result.push_back({value, fmt::format("{}", index), fmt::format("[{}]=", index)});
    } else {
      const std::string& name = slots[index].name;
      result.push_back({value, name, name.empty() ? "" : fmt::format(".{}=", name)});
    }
    ++index;
    return CXChildVisit_Continue;
  });
  return result;
}

}  // namespace cairn::clang
