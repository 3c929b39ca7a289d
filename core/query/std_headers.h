// Which header of the standard library declares a name.
#pragma once

#include <string>
#include <string_view>

namespace cairn::query {

// "vector" of "std::vector", "stdio.h" of "printf": C's headers for C and for names at file level. Empty for what no
// standard names. Valid for ever; thread-safe.
std::string_view std_header(const std::string& qualified_name, bool is_c);

}  // namespace cairn::query
