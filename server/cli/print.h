// Writing to the terminal or a file of the caller's.
#pragma once

#include <cstdio>
#include <string_view>

namespace cairn::server {

// Writes all of `text` and flushes; false if that failed (a full disk, a closed pipe).
bool print(std::FILE* stream, std::string_view text);

}  // namespace cairn::server
