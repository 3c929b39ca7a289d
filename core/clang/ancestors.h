// What stands around a place: libclang gives no parents of statements and expressions.
#pragma once

#include <clang-c/Index.h>

#include <cstdint>
#include <vector>

#include "core/clang/source_map.h"

namespace cairn::clang {

// The cursors of the main file that contain the byte, outermost first, without the unit.
std::vector<CXCursor> ancestors_at(SourceMap& sources, std::uint32_t offset);

// The outermost function that a local thing is declared in; the whole unit for others.
CXCursor widest_scope(SourceMap& sources, CXCursor entity);

bool is_function(CXCursorKind kind);

}  // namespace cairn::clang
