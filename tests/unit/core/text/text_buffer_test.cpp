#include "core/text/text_buffer.h"

#include <array>
#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/core/text/reference_text.h"

namespace cairn::text {
namespace {

using base::TextEncoding;
using namespace std::string_view_literals;

constexpr std::array kEncodings = {TextEncoding::kUtf8, TextEncoding::kUtf16, TextEncoding::kUtf32};

std::vector<std::string> lines_of(const TextBuffer& buffer) {
  std::vector<std::string> lines;
  for (std::uint32_t line = 0; line < buffer.line_count(); ++line) lines.emplace_back(buffer.line(line));
  return lines;
}

using Lines = std::vector<std::string>;

// Replaces [start, end) of `text` by `replacement` and compares text and lines with what a fresh buffer says.
void check_edit(std::string_view text, Range range, std::string_view replacement, std::string_view expected) {
  TextBuffer buffer{std::string(text)};
  REQUIRE(buffer.replace(range, TextEncoding::kUtf16, replacement));
  CHECK(buffer.text() == expected);
  CHECK(lines_of(buffer) == lines_of(TextBuffer{std::string(expected)}));
}

TEST_CASE("an empty text has one empty line", "[text]") {
  const TextBuffer buffer;
  CHECK(buffer.line_count() == 1);
  CHECK(buffer.line(0).empty());
  CHECK(buffer.offset_at({0, 0}, TextEncoding::kUtf16).value() == 0);
}

TEST_CASE("lines end at every kind of line ending", "[text]") {
  CHECK(lines_of(TextBuffer("a\nb\r\nc\rd")) == Lines{"a", "b", "c", "d"});
  CHECK(lines_of(TextBuffer("a\n")) == Lines{"a", ""});
  CHECK(lines_of(TextBuffer("a\r")) == Lines{"a", ""});
  CHECK(lines_of(TextBuffer("a\r\n")) == Lines{"a", ""});
  CHECK(lines_of(TextBuffer("\r\r\n\n\r")) == Lines{"", "", "", "", ""});
}

TEST_CASE("a line past the end of the text is empty", "[text]") { CHECK(TextBuffer("abc").line(7).empty()); }

TEST_CASE("a column beyond the line's end clamps before the line ending", "[text]") {
  const TextBuffer buffer("ab\r\ncd");
  for (const TextEncoding encoding : kEncodings) {
    CHECK(buffer.offset_at({0, 99}, encoding).value() == 2);
    CHECK(buffer.offset_at({1, 99}, encoding).value() == 6);
    CHECK(buffer.offset_at({0, 0xFFFFFFFF}, encoding).value() == 2);
  }
}

TEST_CASE("the line after the last one means the end of the text", "[text]") {
  const TextBuffer buffer("ab\ncd");
  CHECK(buffer.offset_at({2, 0}, TextEncoding::kUtf16).value() == 5);
  CHECK(buffer.offset_at({2, 9}, TextEncoding::kUtf16).value() == 5);
}

TEST_CASE("a line beyond the end of the text is an invalid argument", "[text]") {
  const auto offset = TextBuffer("ab\ncd").offset_at({3, 0}, TextEncoding::kUtf16);
  REQUIRE_FALSE(offset);
  CHECK(offset.error().code == ErrorCode::kInvalidArgument);
}

TEST_CASE("columns count in units of the asked encoding", "[text]") {
  const TextBuffer buffer("x\n\u00e9\U0001F600z");  // 2 bytes, then 4 bytes
  CHECK(buffer.offset_at({1, 6}, TextEncoding::kUtf8).value() == 8);
  CHECK(buffer.offset_at({1, 3}, TextEncoding::kUtf16).value() == 8);
  CHECK(buffer.offset_at({1, 2}, TextEncoding::kUtf32).value() == 8);
  CHECK(buffer.position_at(8, TextEncoding::kUtf8) == Position{1, 6});
  CHECK(buffer.position_at(8, TextEncoding::kUtf16) == Position{1, 3});
  CHECK(buffer.position_at(8, TextEncoding::kUtf32) == Position{1, 2});
}

TEST_CASE("a position between the halves of a surrogate pair rounds down", "[text]") {
  CHECK(TextBuffer("a\U0001F600").offset_at({0, 2}, TextEncoding::kUtf16).value() == 1);
}

TEST_CASE("an offset inside a code point gives the position of its start", "[text]") {
  const TextBuffer buffer("a\U0001F600b");
  for (const TextEncoding encoding : kEncodings) CHECK(buffer.position_at(3, encoding) == Position{0, 1});
}

TEST_CASE("an offset inside a CRLF gives the end of the line", "[text]") {
  CHECK(TextBuffer("ab\r\nc").position_at(3, TextEncoding::kUtf16) == Position{0, 2});
}

TEST_CASE("an offset past the end gives the end's position", "[text]") {
  CHECK(TextBuffer("ab\nc").position_at(1000, TextEncoding::kUtf16) == Position{1, 1});
}

TEST_CASE("an edit replaces exactly its range", "[text]") {
  check_edit("one\ntwo\nthree", {{1, 0}, {1, 3}}, "2", "one\n2\nthree");
  check_edit("one\ntwo\nthree", {{0, 3}, {2, 0}}, "", "onethree");
  check_edit("one\ntwo", {{0, 0}, {2, 0}}, "", "");
  check_edit("one", {{1, 0}, {1, 0}}, "\ntwo\n", "one\ntwo\n");
}

TEST_CASE("an edit that joins CR and LF makes one line ending of two", "[text]") {
  check_edit("a\rXX\nb", {{1, 0}, {1, 2}}, "", "a\r\nb");
  check_edit("a\rb", {{1, 0}, {1, 0}}, "\n", "a\r\nb");
  check_edit("a\nb", {{0, 1}, {0, 1}}, "\r", "a\r\nb");
}

TEST_CASE("an edit at a CRLF that puts bytes before it keeps the pair", "[text]") {
  check_edit("a\r\nb", {{0, 1}, {0, 1}}, "\r", "a\r\r\nb");
  check_edit("a\r\nb", {{1, 0}, {1, 0}}, "\n", "a\r\n\nb");
}

TEST_CASE("an edit that deletes what stood between CRLF pairs keeps both", "[text]") {
  check_edit("a\r\nb\r\nc", {{1, 0}, {1, 1}}, "", "a\r\n\r\nc");
  check_edit("a\r\nb\r\nc", {{0, 1}, {1, 0}}, "\r", "a\rb\r\nc");
}

TEST_CASE("an edit with start after end is refused and names the range", "[text]") {
  TextBuffer buffer("ab\ncd");
  const auto done = buffer.replace({{1, 1}, {1, 0}}, TextEncoding::kUtf16, "x");
  REQUIRE_FALSE(done);
  CHECK(done.error().code == ErrorCode::kInvalidArgument);
  CHECK(done.error().message.find("range.start") != std::string::npos);
  CHECK(buffer.text() == "ab\ncd");
}

TEST_CASE("an edit beyond the text is refused, names the field and changes nothing", "[text]") {
  TextBuffer buffer("ab\ncd");
  const auto done = buffer.replace({{1, 1}, {9, 0}}, TextEncoding::kUtf16, "x");
  REQUIRE_FALSE(done);
  CHECK(done.error().message.find("range.end") != std::string::npos);
  CHECK(buffer.text() == "ab\ncd");
}

TEST_CASE("NUL bytes and invalid UTF-8 are ordinary one-unit columns", "[text]") {
  TextBuffer buffer(std::string("\0\xFF\xC3\n\x80z"sv));
  CHECK(buffer.line_count() == 2);
  for (const TextEncoding encoding : kEncodings) CHECK(buffer.offset_at({1, 1}, encoding).value() == 5);
  REQUIRE(buffer.replace({{0, 1}, {0, 2}}, TextEncoding::kUtf16, ""));
  CHECK(buffer.text() == "\0\xC3\n\x80z"sv);
}

TEST_CASE("an edit that completes a code point changes the columns after it", "[text]") {
  TextBuffer buffer("\xC3\x78");  // a lone lead byte, then x
  CHECK(buffer.position_at(2, TextEncoding::kUtf16) == Position{0, 2});
  REQUIRE(buffer.replace({{0, 1}, {0, 2}}, TextEncoding::kUtf16, "\xA9"));
  CHECK(buffer.position_at(2, TextEncoding::kUtf16) == Position{0, 1});
}

TEST_CASE("columns of a line longer than a megabyte are exact", "[text]") {
  std::string text(1 << 20, 'a');
  text.append("\u00e9z");
  const TextBuffer buffer(text);
  CHECK(buffer.position_at((1 << 20) + 2, TextEncoding::kUtf16) == Position{0, (1 << 20) + 1});
  CHECK(buffer.offset_at({0, (1 << 20) + 1}, TextEncoding::kUtf16).value() == (1 << 20) + 2);
}

TEST_CASE("memory_bytes counts the text and the line table", "[text]") {
  const TextBuffer buffer(std::string(10'000, '\n'));
  CHECK(buffer.memory_bytes() >= 10'000 + 10'001 * sizeof(std::size_t));
}

// One text of pieces that meet badly: line endings in halves, code points in halves, NUL.
std::string random_text(std::mt19937& random, std::size_t pieces) {
  static const std::array<std::string_view, 12> kPieces = {"\n",     "\r",         "\r\n",     "a",    "bc",   "\u00e9",
                                                           "\u20ac", "\U0001F600", "\xF0\x9F", "\x98", "\xFF", "\0"sv};
  std::string text;
  for (std::size_t piece = 0; piece < pieces; ++piece) text += kPieces[random() % kPieces.size()];
  return text;
}

void check_against_reference(const TextBuffer& buffer, const ReferenceText& reference) {
  REQUIRE(buffer.text() == reference.bytes);
  const auto lines = reference.lines();
  REQUIRE(buffer.line_count() == lines.size());
  for (std::uint32_t line = 0; line < lines.size(); ++line) {
    REQUIRE(buffer.line(line) == reference.bytes.substr(lines[line].start, lines[line].end - lines[line].start));
  }
  for (const TextEncoding encoding : kEncodings) {
    for (std::size_t offset = 0; offset <= reference.bytes.size(); ++offset) {
      REQUIRE(buffer.position_at(offset, encoding) == reference.position_at(offset, encoding));
    }
  }
}

TEST_CASE("random edits in every encoding agree with the slow reference", "[text]") {
  for (const TextEncoding encoding : kEncodings) {
    for (std::uint32_t seed = 1; seed <= 60; ++seed) {
      CAPTURE(static_cast<int>(encoding), seed);
      std::mt19937 random(seed);
      ReferenceText reference{random_text(random, random() % 12)};
      TextBuffer buffer(reference.bytes);
      for (int edit = 0; edit < 30; ++edit) {
        const auto lines = static_cast<std::uint32_t>(reference.lines().size());
        Range range{{static_cast<std::uint32_t>(random() % (lines + 1)), static_cast<std::uint32_t>(random() % 6)},
                    {static_cast<std::uint32_t>(random() % (lines + 1)), static_cast<std::uint32_t>(random() % 6)}};
        if (range.end < range.start) std::swap(range.start, range.end);
        const std::size_t start = reference.offset_at(range.start, encoding);
        const std::size_t end = reference.offset_at(range.end, encoding);
        REQUIRE(buffer.offset_at(range.start, encoding).value() == start);
        REQUIRE(buffer.offset_at(range.end, encoding).value() == end);
        const std::string replacement = random_text(random, random() % 4);
        REQUIRE(buffer.replace(range, encoding, replacement));
        reference.bytes.replace(start, end - start, replacement);
        check_against_reference(buffer, reference);
      }
    }
  }
}

// A ratio on the same machine in the same run, with a margin of ten: rescanning would cost 1,000 constructions.
TEST_CASE("a thousand edits in a text of 250,000 lines cost less than a hundred scans of it", "[text]") {
  std::string text;
  for (int line = 0; line < 250'000; ++line) text += "int some_variable_of_the_amalgamation = 42;\n";
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  TextBuffer buffer(text);
  const auto one_scan = Clock::now() - begin;
  for (int edit = 0; edit < 1000; ++edit) {
    REQUIRE(buffer.replace({{249'000, 4}, {249'000, 5}}, TextEncoding::kUtf16, edit % 2 == 0 ? "x" : "yz\n"));
  }
  CHECK(Clock::now() - begin < 101 * one_scan);
}

}  // namespace
}  // namespace cairn::text
