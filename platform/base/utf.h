// UTF-8 measured in other encodings' units, and made valid.
//
// LSP counts columns in UTF-16 code units unless another encoding was agreed on;
// files are bytes, usually UTF-8, sometimes neither. Invalid bytes count as one
// unit each in every encoding, so that any byte sequence has well-defined columns.
// All functions are pure and thread-safe; ASCII input takes a vectorisable path.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cairn::base {

// What a column counts: bytes, UTF-16 code units, or code points.
enum class TextEncoding { kUtf8, kUtf16, kUtf32 };

bool is_ascii(std::string_view text);
bool is_valid_utf8(std::string_view text);

// Length of `text` in units of `encoding`.
std::size_t encoded_length(std::string_view text, TextEncoding encoding);

// Byte offset of the `units`-th unit of `text`; a position inside a code point
// rounds down to its start, one past the end clamps to text.size().
std::size_t byte_offset(std::string_view text, std::size_t units, TextEncoding encoding);

// `text` with every invalid byte replaced by U+FFFD: what may go into JSON.
std::string to_valid_utf8(std::string_view text);

}  // namespace cairn::base
