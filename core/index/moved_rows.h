// Rows of a file whose comments were edited: the same rows on other lines.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/index/code_lines.h"
#include "core/store/segment_builder.h"
#include "core/store/snapshot.h"

namespace cairn::index {

// A variant's rows, and the path of the one that takes its place.
struct MovedVariant {
  std::string from;
  std::string to;
};

// Adds the rows of each of `variants` (stored paths of one file in the semantic layer) to `builder`, under its new
// path, with `facts` (of their flags only kAscii) and all places moved by `map`. False, and nothing of it may be used,
// if a place is on a line without code, if rows are not there, or if a symbol of theirs is called by where it stands:
// clang names what has no name by its offset, and macros may make names of __LINE__. Reads all relations of their
// segments.
bool add_moved_rows(const store::Snapshot& snapshot, const std::vector<MovedVariant>& variants,
                    const model::FileFacts& facts, const LineMap& map, store::SegmentBuilder& builder);

}  // namespace cairn::index
