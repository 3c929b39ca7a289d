// Tokens and brackets of C and C++ source text, told from the bytes alone: no include
// is read, no macro expanded, and any bytes give an answer at once.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace cairn::text {

enum class SourceTokenKind : std::uint8_t {
  kWord,  // identifiers, keywords and numbers
  kLiteral,
  kPunctuation,  // one byte each
  kLineComment,
  kBlockComment,
  kDirective,  // from the '#' to the end of the line, continuation lines included
};

struct SourceToken {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  std::uint32_t begin = 0;  // byte offsets
  std::uint32_t end = 0;
  SourceTokenKind kind = SourceTokenKind::kPunctuation;
  bool is_first_in_line = false;
  std::uint32_t partner = kNone;  // of a bracket: the token of the other one
  std::uint32_t parent = kNone;   // the opening bracket around it
};

// All tokens in order. Brackets are matched as the preprocessor sees them: each branch
// of an #if begins with the brackets that are open in front of it, and what follows
// goes on with those that the first branch leaves open. A brace closes parentheses that
// were left open inside of it. Time is linear in the text. Texts of 4 GiB and more give
// nothing. Pure and thread-safe, as all in this header.
std::vector<SourceToken> read_source_tokens(std::string_view text);

// The same within a piece of a line that '#' does not make a directive: offsets are
// into `text`, which is read from `begin` to `end`.
std::vector<SourceToken> read_source_tokens_inside(std::string_view text, std::uint32_t begin, std::uint32_t end);

// The directive's name: "include" for `#  include <a>`; empty for a lone '#'.
std::string_view directive_name(std::string_view text, const SourceToken& directive);

bool is_source_word_byte(char c);

}  // namespace cairn::text
