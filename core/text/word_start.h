// Where the words of a name begin: "file_name", "fileName", "HTTPServer".
#pragma once

#include <cstddef>
#include <string_view>

namespace cairn::text {

// Whether a word of the name begins at byte `i`. Bytes of other scripts than ASCII count
// as letters without case. Pure and thread-safe. REQUIRES: i < name.size().
bool starts_word(std::string_view name, std::size_t i);

// Whether a run of matched characters may begin at byte `i` in a fuzzy match: at the
// name's start, at a word's, and at an underscore. REQUIRES: i < name.size().
bool may_begin_run(std::string_view name, std::size_t i);

}  // namespace cairn::text
