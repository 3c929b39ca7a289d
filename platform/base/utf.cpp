// Everything here walks a text as a sequence of runs of ASCII, found eight bytes at a time, and
// single code points between them. A code point is what the Unicode Standard calls well-formed
// (table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF); a byte that begins none
// is invalid and stands alone.
#include "platform/base/utf.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace cairn::base {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

std::uint8_t byte_at(std::string_view text, std::size_t index) { return static_cast<std::uint8_t>(text[index]); }

// Length of the run of ASCII bytes that starts at `offset`.
std::size_t ascii_run(std::string_view text, std::size_t offset) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::size_t end = offset;
  for (std::uint64_t word = 0; end + sizeof(word) <= text.size(); end += sizeof(word)) {
    std::memcpy(&word, text.data() + end, sizeof(word));
    if ((word & kHighBits) != 0) break;
  }
  while (end < text.size() && byte_at(text, end) < 0x80) ++end;
  return end - offset;
}

// Bytes of the code point that starts at `offset`, 1 to 4; 0 if the byte there is invalid.
std::size_t code_point_bytes(std::string_view text, std::size_t offset) {
  const std::uint8_t lead = byte_at(text, offset);
  if (lead < 0x80) return 1;
  std::size_t bytes = 0;
  std::uint8_t second_min = 0x80;
  std::uint8_t second_max = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    bytes = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    bytes = 3;
    if (lead == 0xE0) second_min = 0xA0;  // overlong below
    if (lead == 0xED) second_max = 0x9F;  // surrogates above
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    bytes = 4;
    if (lead == 0xF0) second_min = 0x90;  // overlong below
    if (lead == 0xF4) second_max = 0x8F;  // beyond U+10FFFF above
  } else {
    return 0;
  }
  if (text.size() - offset < bytes) return 0;
  const std::uint8_t second = byte_at(text, offset + 1);
  if (second < second_min || second > second_max) return 0;
  for (std::size_t i = 2; i < bytes; ++i) {
    if ((byte_at(text, offset + i) & 0xC0) != 0x80) return 0;
  }
  return bytes;
}

// Units of a code point of so many bytes (0: an invalid byte) in UTF-16 or UTF-32.
std::size_t units_of(std::size_t bytes, TextEncoding encoding) {
  return bytes == 4 && encoding == TextEncoding::kUtf16 ? 2 : 1;
}

// The start of the code point that `offset` stands inside of, else `offset`.
std::size_t round_down(std::string_view text, std::size_t offset) {
  // A lead byte never stands inside a valid code point, so the nearest candidate decides.
  for (std::size_t back = 1; back <= 3 && back <= offset; ++back) {
    const std::size_t start = offset - back;
    if ((byte_at(text, start) & 0xC0) != 0x80) return code_point_bytes(text, start) > back ? start : offset;
  }
  return offset;
}

}  // namespace

bool is_ascii(std::string_view text) { return ascii_run(text, 0) == text.size(); }

bool is_valid_utf8(std::string_view text) {
  for (std::size_t offset = ascii_run(text, 0); offset < text.size(); offset += ascii_run(text, offset)) {
    const std::size_t bytes = code_point_bytes(text, offset);
    if (bytes == 0) return false;
    offset += bytes;
  }
  return true;
}

std::size_t encoded_length(std::string_view text, TextEncoding encoding) {
  if (encoding == TextEncoding::kUtf8) return text.size();
  std::size_t units = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t run = ascii_run(text, offset);
    units += run;
    offset += run;
    if (offset == text.size()) break;
    const std::size_t bytes = code_point_bytes(text, offset);
    units += units_of(bytes, encoding);
    offset += std::max<std::size_t>(bytes, 1);
  }
  return units;
}

std::size_t byte_offset(std::string_view text, std::size_t units, TextEncoding encoding) {
  if (encoding == TextEncoding::kUtf8) return units >= text.size() ? text.size() : round_down(text, units);
  std::size_t offset = 0;
  while (offset < text.size()) {
    const std::size_t run = ascii_run(text.substr(0, std::min(text.size() - offset, units) + offset), offset);
    offset += run;
    units -= run;
    if (units == 0 || offset == text.size()) break;
    const std::size_t bytes = code_point_bytes(text, offset);
    if (units_of(bytes, encoding) > units) break;  // between the halves of a surrogate pair
    units -= units_of(bytes, encoding);
    offset += std::max<std::size_t>(bytes, 1);
  }
  return offset;
}

std::string to_valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  std::size_t copied = 0;
  for (std::size_t offset = ascii_run(text, 0); offset < text.size(); offset += ascii_run(text, offset)) {
    const std::size_t bytes = code_point_bytes(text, offset);
    if (bytes != 0) {
      offset += bytes;
      continue;
    }
    valid.append(text.substr(copied, offset - copied)).append(kReplacement);
    copied = ++offset;
  }
  return valid.append(text.substr(copied));
}

}  // namespace cairn::base
