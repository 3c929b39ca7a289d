// libclang does not tell parents, but it visits parents before children: a stack of
// those that are open passes down what happens to each expression's value.
#include "core/clang/access.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

// What an expression's surroundings do to the object that it names.
enum class Use : std::uint8_t {
  kRead,
  kWrite,
  kWriteIfArray,  // its elements are written: an array's are its own, a pointer's are not
  kConstAddress,  // its address, if taken, goes where it is not used for writing
};

struct Frame {
  CXCursor cursor;
  Use use = Use::kRead;
  int children = 0;        // visited so far
  unsigned arguments = 0;  // of a call, matched so far
};

bool is_array(CXType type) {
  const CXTypeKind kind = clang_getCanonicalType(type).kind;
  return kind == CXType_ConstantArray || kind == CXType_IncompleteArray || kind == CXType_VariableArray ||
         kind == CXType_DependentSizedArray || kind == CXType_Vector || kind == CXType_ExtVector;
}

bool is_pointer(CXType type) { return clang_getCanonicalType(type).kind == CXType_Pointer; }

// What a function may do with an argument, by the type of its parameter.
Use use_of_parameter(CXType type) {
  type = clang_getCanonicalType(type);
  if (type.kind != CXType_LValueReference && type.kind != CXType_Pointer) return Use::kRead;
  const bool is_const = clang_isConstQualifiedType(clang_getPointeeType(type)) != 0;
  if (type.kind == CXType_LValueReference) return is_const ? Use::kRead : Use::kWrite;
  return is_const ? Use::kConstAddress : Use::kWriteIfArray;
}

// Operators of a class that change their object by what they mean.
bool is_changing_operator(std::string_view name) {
  if (!name.starts_with("operator")) return false;
  name.remove_prefix(8);
  if (name == "++" || name == "--" || name == "<<" || name == ">>") return true;
  return name.ends_with('=') && name != "==" && name != "!=" && name != "<=" && name != ">=";
}

Use use_of_argument(CXCursor call, unsigned index, Use use_of_result) {
  const CXCursor function = clang_getCursorReferenced(call);
  if (is_null(function)) return Use::kRead;
  const std::string name = take_bytes(clang_getCursorSpelling(function));
  CXType type = clang_getCursorType(function);
  const bool is_operator = is_operator_name(name);
  if (is_operator && clang_getCursorKind(function) == CXCursor_CXXMethod) {
    if (index == 0) {
      // Which element of a container is meant changes nothing; what is done to it may.
      if (name == "operator[]") return use_of_result;
      return is_changing_operator(name) && clang_CXXMethod_isConst(function) == 0 ? Use::kWrite : Use::kRead;
    }
    --index;
  }
  const int parameters = clang_getNumArgTypes(type);
  if (parameters < 0 || index >= static_cast<unsigned>(parameters)) return Use::kRead;
  // A forwarding reference takes anything as it is.
  const CXCursor generic = clang_getSpecializedCursorTemplate(function);
  if (!is_null(generic)) {
    const CXType declared = clang_getCursorType(generic);
    if (static_cast<int>(index) < clang_getNumArgTypes(declared) &&
        clang_getArgType(declared, index).kind == CXType_RValueReference) {
      return Use::kRead;
    }
    if (clang_getNumArgTypes(declared) != parameters) return Use::kRead;  // a pack, forwarded more often than not
  }
  return use_of_parameter(clang_getArgType(type, index));
}

// What may be done through an address that is kept in a variable of this type.
Use use_of_address_in(CXType type) {
  return use_of_parameter(type) == Use::kConstAddress ? Use::kConstAddress : Use::kRead;
}

Use use_in_binary_operator(const Frame& parent) {
  const CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(parent.cursor);
  if (kind == CXBinaryOperator_Comma) return parent.children == 1 ? parent.use : Use::kRead;
  const bool assigns = kind >= CXBinaryOperator_Assign && kind <= CXBinaryOperator_OrAssign;
  if (!assigns) return Use::kConstAddress;
  return parent.children == 0 ? Use::kWrite : use_of_address_in(clang_getCursorType(parent.cursor));
}

Use use_in_unary_operator(const Frame& parent) {
  switch (clang_getCursorUnaryOperatorKind(parent.cursor)) {
    case CXUnaryOperator_PostInc:
    case CXUnaryOperator_PostDec:
    case CXUnaryOperator_PreInc:
    case CXUnaryOperator_PreDec:
      return Use::kWrite;
    case CXUnaryOperator_AddrOf:
      if (clang_getCursorType(parent.cursor).kind == CXType_MemberPointer) return Use::kRead;
      return parent.use == Use::kConstAddress ? Use::kRead : Use::kWrite;
    case CXUnaryOperator_Real:
    case CXUnaryOperator_Imag:
    case CXUnaryOperator_Extension:
      return parent.use;
    default:
      return Use::kRead;
  }
}

// What the parent does to its next child.
Use use_of_child(Frame& parent, CXCursor child) {
  switch (clang_getCursorKind(parent.cursor)) {
    case CXCursor_BinaryOperator:
    case CXCursor_CompoundAssignOperator:
      return use_in_binary_operator(parent);
    case CXCursor_UnaryOperator:
      return use_in_unary_operator(parent);
    case CXCursor_UnexposedExpr:  // conversions that nobody wrote
    case CXCursor_ParenExpr:
    case CXCursor_CStyleCastExpr:
    case CXCursor_CXXStaticCastExpr:
    case CXCursor_CXXConstCastExpr:
    case CXCursor_CXXReinterpretCastExpr:
    case CXCursor_CXXDynamicCastExpr:
      return parent.use;
    case CXCursor_VarDecl:
      return use_of_address_in(clang_getCursorType(parent.cursor));
    case CXCursor_ConditionalOperator:
      return parent.children == 0 ? Use::kRead : parent.use;
    case CXCursor_ArraySubscriptExpr:
      return parent.children == 0 && parent.use != Use::kRead ? Use::kWriteIfArray : Use::kRead;
    case CXCursor_MemberRefExpr: {
      const bool is_part = !is_pointer(clang_getCursorType(child));
      if (parent.use == Use::kWriteIfArray && !is_array(clang_getCursorType(parent.cursor))) return Use::kRead;
      return is_part && parent.use != Use::kRead && parent.use != Use::kConstAddress ? Use::kWrite : Use::kRead;
    }
    case CXCursor_CallExpr: {
      const CXCursor argument = clang_Cursor_getArgument(parent.cursor, parent.arguments);
      if (is_null(argument) || clang_equalCursors(argument, child) == 0) return Use::kRead;
      return use_of_argument(parent.cursor, parent.arguments++, parent.use);
    }
    default:
      return Use::kRead;
  }
}

bool is_written(CXCursor cursor, Use use) {
  const CXCursorKind kind = clang_getCursorKind(cursor);
  if (kind != CXCursor_DeclRefExpr && kind != CXCursor_MemberRefExpr) return false;
  return use == Use::kWrite || (use == Use::kWriteIfArray && is_array(clang_getCursorType(cursor)));
}

struct Walk {
  SourceMap& sources;
  std::vector<Frame> open;
  std::unordered_set<std::uint32_t> written;

  void visit(CXCursor cursor, CXCursor parent) {
    while (!open.empty() && clang_equalCursors(open.back().cursor, parent) == 0) open.pop_back();
    Use use = Use::kRead;
    if (!open.empty()) {
      use = use_of_child(open.back(), cursor);
      ++open.back().children;
    }
    if (is_written(cursor, use)) {
      const auto place = sources.place(clang_getCursorLocation(cursor));
      if (place && sources.is_main(place->file)) written.insert(place->offset);
    }
    open.push_back({cursor, use});
  }
};

}  // namespace

std::unordered_set<std::uint32_t> written_names(SourceMap& sources, CXCursor root) {
  Walk walk{sources, {{root}}, {}};
  clang_visitChildren(
      root,
      [](CXCursor cursor, CXCursor parent, CXClientData data) {
        static_cast<Walk*>(data)->visit(cursor, parent);
        return CXChildVisit_Recurse;
      },
      &walk);
  return std::move(walk.written);
}

}  // namespace cairn::clang
