// Names to which libclang gives no reference, told by the words around them.
#pragma once

#include <clang-c/Index.h>

#include <vector>

#include "core/clang/source_map.h"

namespace cairn::clang {

// What `token` names as E of `using enum E`, C of `C auto x`, or f of `template void f<int>();`. Found by its name and
// qualifier among the unit's declarations before it; of several, those in the scope nearest around the token, which may
// be overloads. Empty for all other words, at which it looks no further than their neighbours.
std::vector<CXCursor> named_without_reference(SourceMap& sources, CXFile file, const Token& token);

}  // namespace cairn::clang
