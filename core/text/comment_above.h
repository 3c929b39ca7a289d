// The comment that belongs to a declaration, told from the text alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cairn::text {

// The comment in the lines right above `line` (zero-based, where the declaration begins),
// else the one that follows it in the same line with `<` (`///< …`, `/**< … */`); raw, with its marks, at most
// `max_bytes`. Empty if there is none. Above may stand "template <…>" and attributes in
// lines of their own. Pure and thread-safe.
std::string comment_of_declaration(std::string_view text, std::uint32_t line, std::size_t max_bytes);

}  // namespace cairn::text
