// What each byte of C and C++ source text can begin.
#pragma once

#include <array>
#include <cstdint>

namespace cairn::lexical {

enum class ByteClass : std::uint8_t {
  kBlank,    // space, tab, form feed, vertical tab, NUL
  kNewline,  // \n, \r
  kName,     // letters, '_', '$' and every byte of a multi-byte UTF-8 character
  kDigit,
  kPunctuation,
  kSlash,
  kQuote,
  kApostrophe,
  kDot,
  kHash,
  kBackslash,
};

constexpr std::array<ByteClass, 256> make_byte_classes() {
  std::array<ByteClass, 256> classes{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_letter || c == '_' || c == '$' || c >= 0x80) {
      classes[c] = ByteClass::kName;
    } else if (c >= '0' && c <= '9') {
      classes[c] = ByteClass::kDigit;
    } else if (c == '\n' || c == '\r') {
      classes[c] = ByteClass::kNewline;
    } else if (c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\0') {
      classes[c] = ByteClass::kBlank;
    } else {
      classes[c] = ByteClass::kPunctuation;
    }
  }
  classes['/'] = ByteClass::kSlash;
  classes['"'] = ByteClass::kQuote;
  classes['\''] = ByteClass::kApostrophe;
  classes['.'] = ByteClass::kDot;
  classes['#'] = ByteClass::kHash;
  classes['\\'] = ByteClass::kBackslash;
  return classes;
}

inline constexpr std::array<ByteClass, 256> kByteClasses = make_byte_classes();

constexpr ByteClass class_of(char c) { return kByteClasses[static_cast<unsigned char>(c)]; }

// May stand in an identifier behind its first byte.
constexpr bool continues_name(char c) {
  const ByteClass byte_class = class_of(c);
  return byte_class == ByteClass::kName || byte_class == ByteClass::kDigit;
}

constexpr bool is_blank(char c) { return class_of(c) == ByteClass::kBlank; }
constexpr bool is_newline(char c) { return c == '\n' || c == '\r'; }

}  // namespace cairn::lexical
