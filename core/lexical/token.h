// One token of C or C++, as the scanner sees it.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/lexical/keyword.h"
#include "core/text/position.h"

namespace cairn::lexical {

enum class TokenKind : std::uint8_t {
  kEnd,   // of the text; inside a directive, of its line
  kName,  // identifiers and keywords
  kPunctuation,
  kNumber,
  kString,
  kCharacter,
  kDirective,  // a # that begins a line
  kType,       // made by the outline: stands for a class or enum whose body was read
  kBlock,      // made by the outline: stands for a braced initialiser that was skipped
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  char punctuation = 0;
  bool touches_previous = false;  // no white space or comment in between
  std::uint32_t id = 0;           // of a name: its number in the identifier table
  std::uint32_t offset = 0;       // byte offset of its first byte
  std::uint32_t length = 0;       // bytes, including line continuations inside
  text::Position start;           // columns are bytes

  bool is(char c) const { return kind == TokenKind::kPunctuation && punctuation == c; }
  bool is(Keyword keyword) const { return kind == TokenKind::kName && id == static_cast<std::uint32_t>(keyword); }
  bool is_keyword() const { return kind == TokenKind::kName && id < kKeywordCount; }
  bool is_identifier() const { return kind == TokenKind::kName && id >= kKeywordCount; }
  Keyword keyword() const { return static_cast<Keyword>(id); }
  std::uint32_t end_offset() const { return offset + length; }

  // Of a token of `text` that begins on one line and may end on another, the bytes on the first.
  std::uint32_t length_on_line(std::string_view text) const {
    const std::string_view bytes = text.substr(offset, length);
    const std::size_t line_end = bytes.find_first_of("\r\n");
    return line_end == std::string_view::npos ? length : static_cast<std::uint32_t>(bytes.rfind('\\', line_end));
  }
};

}  // namespace cairn::lexical
