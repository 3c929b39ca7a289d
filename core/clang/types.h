// From types and methods to the declarations behind them.
#pragma once

#include <clang-c/Index.h>

#include <vector>

namespace cairn::clang {

// Classes, structures, unions, enumerations, their templates, and type parameters.
bool is_type_declaration(CXCursorKind kind);

// The declaration of the type that is left without pointers, references, arrays and
// functions (whose result counts); an instance of a template gives the template. An
// alias stands for itself, unless it hides one of those. Null if there is none.
CXCursor declaration_behind(CXType type);

// The declaration of the type of what an expression or declaration `at` names: of a
// variable, the result of a function, the class of a constructor; what an alias stands
// for; a class itself. Null for what has no type.
CXCursor type_declaration_of(CXCursor at, CXCursor target);

// The methods that a method overrides directly.
std::vector<CXCursor> overridden_methods(CXCursor method);

}  // namespace cairn::clang
