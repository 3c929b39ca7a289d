// Code that the preprocessor leaves out.
#pragma once

#include <cstdint>
#include <vector>

#include "core/clang/source_map.h"

namespace cairn::clang {

// Whole lines of the main file, as byte offsets: from a line's first byte to that of
// the line with the directive that ends the branch.
struct InactiveLines {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// In rising order, none empty, none overlapping; without the directives around.
std::vector<InactiveLines> find_inactive_lines(SourceMap& sources);

// The same as ranges: from the first line's start to the end of the last line's text.
std::vector<text::Range> find_inactive_regions(SourceMap& sources);

}  // namespace cairn::clang
