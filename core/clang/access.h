// Which uses of a variable write it.
#pragma once

#include <clang-c/Index.h>

#include <cstdint>
#include <unordered_set>

#include "core/clang/source_map.h"

namespace cairn::clang {

// Byte offsets of the names in the main file at which something is written by the
// expressions below `root` (a function, or the whole unit): assigned, counted up or
// down, its address taken for writing, or passed where it may be changed. Writing a
// part of an object or array writes it; writing through a pointer does not. A call of
// a method does not count: which overload is called says nothing about what it does.
std::unordered_set<std::uint32_t> written_names(SourceMap& sources, CXCursor root);

}  // namespace cairn::clang
