// Members looked up by name, where clang leaves them open: in templates.
#pragma once

#include <clang-c/Index.h>

#include <string_view>
#include <vector>

namespace cairn::clang {

// What an expression may name that depends on template parameters (`v.size()` where `v` is
// a `V<T>`): the members called `name` of the template. Empty if nothing is known.
std::vector<CXCursor> dependent_candidates(CXCursor expression, std::string_view name);

// The allocation functions that a class has for `new` and `delete` expressions on it.
std::vector<CXCursor> allocation_candidates(CXCursor expression);

}  // namespace cairn::clang
