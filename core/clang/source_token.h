// Tokens of C and C++ without a parser: enough to read the text around a place.
#pragma once

#include <cstddef>
#include <string_view>

namespace cairn::clang {

// Bytes of identifiers and numbers, other scripts included.
bool is_word_byte(char c);

// Where the token that begins at `at` ends: a word, a literal in quotes, `->`, `::`,
// one character of punctuation, a comment, or one character of white space. A literal
// ends with its line at the latest, so that a stray quote, or a beginning in the
// middle of a comment, costs a line only. REQUIRES: at < text.size(). Pure.
std::size_t token_end(std::string_view text, std::size_t at);

bool is_comment(std::string_view token);
bool is_space(std::string_view token);

}  // namespace cairn::clang
