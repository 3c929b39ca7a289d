// The rows of a snapshot as text, in one canonical order.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/store/snapshot.h"

namespace cairn::store {

// Calls `line(text)` (without newline) for each live row of a layer. Equal rows give equal
// lines in equal order, whatever segments they lie in: files by path, and of each its
// includes, macros, and occurrences by position; then identifiers with their files; then
// symbols by id, those that some live file introduces, with their relations. FORMAT.md has
// the form of the lines. Memory: one file's rows. False if a part is damaged: then rows
// are missing.
bool dump_rows(const Snapshot& snapshot, std::uint32_t layer, const std::function<void(std::string_view)>& line);

// The same for a layer whose paths are those of variants (variant_path.h): a file's lines are
// the union of its live variants' lines, sorted, each once, under its own path; what they say of
// one symbol at one place is one line. So equal sources and commands give equal lines, whatever was indexed in which
// order.
bool dump_union(const Snapshot& snapshot, std::uint32_t layer, const std::function<void(std::string_view)>& line);

}  // namespace cairn::store
