#include "platform/base/utf.h"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace cairn::base;

namespace {

// The slow reference: decodes by arithmetic on the code point's value instead of by table, one code
// point at a time.
struct Piece {
  std::size_t bytes;
  std::size_t utf16_units;
  bool valid;
};

Piece reference_piece(std::string_view text, std::size_t offset) {
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return offset + i < text.size() ? static_cast<std::uint8_t>(text[offset + i]) : 0;
  };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return {1, 1, true};
  for (std::size_t bytes = 2; bytes <= 4; ++bytes) {
    const std::uint32_t mark = (0xF00 >> bytes) & 0xFF;  // 0xC0, 0xE0, 0xF0
    const std::uint32_t mask = (0xF80 >> bytes) & 0xFF;  // the bits the mark is found in
    if ((lead & mask) != mark) continue;
    std::uint32_t value = lead & ~mask & 0xFF;
    bool valid = true;
    for (std::size_t i = 1; i < bytes; ++i) {
      valid = valid && (byte(i) & 0xC0) == 0x80;
      value = (value << 6) | (byte(i) & 0x3F);
    }
    const std::uint32_t lowest = bytes == 2 ? 0x80 : bytes == 3 ? 0x800 : 0x10000;
    valid = valid && value >= lowest && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
    if (valid) return {bytes, value > 0xFFFF ? 2U : 1U, true};
  }
  return {1, 1, false};
}

std::size_t reference_units(const Piece& piece, TextEncoding encoding) {
  if (encoding == TextEncoding::kUtf8) return piece.bytes;
  return encoding == TextEncoding::kUtf16 ? piece.utf16_units : 1;
}

std::size_t reference_length(std::string_view text, TextEncoding encoding) {
  std::size_t units = 0;
  for (std::size_t offset = 0; offset < text.size(); offset += reference_piece(text, offset).bytes) {
    units += reference_units(reference_piece(text, offset), encoding);
  }
  return units;
}

std::size_t reference_offset(std::string_view text, std::size_t units, TextEncoding encoding) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    const Piece piece = reference_piece(text, offset);
    if (reference_units(piece, encoding) > units) break;
    units -= reference_units(piece, encoding);
    offset += piece.bytes;
  }
  return offset;
}

std::string reference_valid(std::string_view text) {
  std::string valid;
  for (std::size_t offset = 0; offset < text.size();) {
    const Piece piece = reference_piece(text, offset);
    valid += piece.valid ? std::string(text.substr(offset, piece.bytes)) : "\xEF\xBF\xBD";
    offset += piece.bytes;
  }
  return valid;
}

// Texts of whole code points, single bytes and torn code points, so that all boundaries come up.
std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> kParts = {"a",
                                                  "plain ASCII text",
                                                  "\n",
                                                  std::string(1, '\0'),
                                                  "\xC2\x80",
                                                  "\xC3\xA9",
                                                  "\xDF\xBF",
                                                  "\xE0\xA0\x80",
                                                  "\xE2\x82\xAC",
                                                  "\xED\x9F\xBF",
                                                  "\xEE\x80\x80",
                                                  "\xEF\xBF\xBF",
                                                  "\xF0\x90",
                                                  "\xF0\x90\x80\x80",
                                                  "\xF0\x9F\x98",
                                                  "\xF0\x9F\x98\x80",
                                                  "\xF4\x8F\xBF\xBF",
                                                  "\xF4\x90\x80\x80",
                                                  "\xC0\x80",
                                                  "\xE0\x9F\xBF",
                                                  "\xED\xA0\x80",
                                                  "\x80",
                                                  "\xBF",
                                                  "\xFF"};
  std::string text;
  for (std::size_t parts = random() % 12; parts > 0; --parts) {
    text += random() % 8 == 0 ? std::string(1, static_cast<char>(random())) : kParts[random() % kParts.size()];
  }
  return text;
}

constexpr TextEncoding kEncodings[] = {TextEncoding::kUtf8, TextEncoding::kUtf16, TextEncoding::kUtf32};

const std::string kGrin = "\xF0\x9F\x98\x80";  // U+1F600: 4 bytes, 2 UTF-16 units

}  // namespace

TEST_CASE("lengths, offsets and validity equal a slow reference on random bytes", "[utf]") {
  std::mt19937 random(20240607);  // NOLINT: fixed seed, so that a failure repeats
  for (int round = 0; round < 5'000; ++round) {
    const std::string text = random_text(random);
    for (const TextEncoding encoding : kEncodings) {
      const std::size_t length = reference_length(text, encoding);
      if (encoded_length(text, encoding) != length)
        FAIL("encoded_length differs for " << Catch::Detail::stringify(text));
      for (std::size_t units = 0; units <= length + 2; ++units) {
        if (byte_offset(text, units, encoding) == reference_offset(text, units, encoding)) continue;
        FAIL("byte_offset(" << units << ") differs for " << Catch::Detail::stringify(text));
      }
    }
    const std::string valid = reference_valid(text);
    if (to_valid_utf8(text) != valid) FAIL("to_valid_utf8 differs for " << Catch::Detail::stringify(text));
    if (is_valid_utf8(text) != (valid == text)) FAIL("is_valid_utf8 differs for " << Catch::Detail::stringify(text));
  }
  SUCCEED("5,000 texts");
}

TEST_CASE("one non-ASCII byte is seen at every place of a text", "[utf]") {
  for (std::size_t size = 1; size < 40; ++size) {
    CHECK(is_ascii(std::string(size, 'x')));
    for (std::size_t place = 0; place < size; ++place) {
      std::string text(size, 'x');
      text[place] = '\x80';
      if (is_ascii(text)) FAIL("missed at " << place << " of " << size);
    }
  }
}

TEST_CASE("the empty text is ASCII, valid and of length 0", "[utf]") {
  CHECK(is_ascii(""));
  CHECK(is_valid_utf8(""));
  CHECK(to_valid_utf8("").empty());
  for (const TextEncoding encoding : kEncodings) {
    CHECK(encoded_length("", encoding) == 0);
    CHECK(byte_offset("", 3, encoding) == 0);
  }
}

TEST_CASE("a code point beyond the basic plane counts 4, 2 and 1", "[utf]") {
  CHECK(encoded_length(kGrin, TextEncoding::kUtf8) == 4);
  CHECK(encoded_length(kGrin, TextEncoding::kUtf16) == 2);
  CHECK(encoded_length(kGrin, TextEncoding::kUtf32) == 1);
}

TEST_CASE("an offset between the halves of a surrogate pair rounds down", "[utf]") {
  const std::string text = "a" + kGrin + "b";
  CHECK(byte_offset(text, 1, TextEncoding::kUtf16) == 1);
  CHECK(byte_offset(text, 2, TextEncoding::kUtf16) == 1);
  CHECK(byte_offset(text, 3, TextEncoding::kUtf16) == 5);
}

TEST_CASE("a byte offset inside a code point rounds down", "[utf]") {
  const std::string text = "a" + kGrin + "b";
  for (const std::size_t inside : {2U, 3U, 4U}) CHECK(byte_offset(text, inside, TextEncoding::kUtf8) == 1);
  CHECK(byte_offset(text, 5, TextEncoding::kUtf8) == 5);
}

TEST_CASE("an offset past the end clamps to the end", "[utf]") {
  for (const TextEncoding encoding : kEncodings) CHECK(byte_offset("ab" + kGrin, SIZE_MAX, encoding) == 6);
}

TEST_CASE("ill-formed sequences of every kind are invalid, byte by byte", "[utf]") {
  const std::string text = GENERATE(as<std::string>{}, "\x80", "\xBF\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF",
                                    "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
                                    "\xF5\x80\x80\x80", "\xFE", "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F\x98");
  CAPTURE(text.size());
  CHECK_FALSE(is_valid_utf8(text));
  CHECK(encoded_length(text, TextEncoding::kUtf16) == text.size());
  CHECK(encoded_length(text, TextEncoding::kUtf32) == text.size());
  CHECK(to_valid_utf8(text).size() == 3 * text.size());
  CHECK(is_valid_utf8(to_valid_utf8(text)));
}

TEST_CASE("valid text passes to_valid_utf8 unchanged", "[utf]") {
  const std::string text = "caf\xC3\xA9 \xE2\x82\xAC" + kGrin;
  CHECK(is_valid_utf8(text));
  CHECK(to_valid_utf8(text) == text);
}
