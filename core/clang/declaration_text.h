// Declarations as people write them, for hovers.
#pragma once

#include <clang-c/Index.h>

#include <string>

#include "core/clang/source_map.h"

namespace cairn::clang {

// The head of an entity's declaration: with its template parameters, constraints and
// default arguments, without a body; the definition of a macro; a name and its value
// for an enumerator. Long parameter lists stand on a line for each parameter. Valid
// UTF-8, and not bounded: an initialiser may be long.
std::string declaration_text(SourceMap& sources, CXCursor entity);

}  // namespace cairn::clang
