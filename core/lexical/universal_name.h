// \u00e9 in an identifier: the character é by its number ([lex.charset], C 6.4.3).
#pragma once

#include <cstddef>

namespace cairn::lexical {

inline constexpr std::size_t kMaxUtf8Bytes = 4;  // of one character

// The value of a hexadecimal digit, -1 for any other byte.
constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Whether a universal character name may spell it in an identifier: what ASCII has may not.
constexpr bool may_be_universal(char32_t c) { return c >= 0xA0 && c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF); }

// Writes a character that may_be_universal as UTF-8; returns the place behind it.
inline char* put_utf8(char32_t c, char* out) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x800) {
    *out++ = static_cast<char>(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    *out++ = static_cast<char>(0xE0 | c >> 12);
    *out++ = tail(6);
  } else {
    *out++ = static_cast<char>(0xF0 | c >> 18);
    *out++ = tail(12);
    *out++ = tail(6);
  }
  *out++ = tail(0);
  return out;
}

}  // namespace cairn::lexical
