// Preprocessor tokens of a piece of text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::clang {

struct MacroToken {
  std::string text;
  bool is_name = false;
  bool is_spaced = false;            // white space or a comment stands before it
  std::vector<std::string> painted;  // macros that it came out of and that it may not name again
};

// At most `limit` tokens. Comments, line ends and spliced lines are white space; bytes
// that begin no token are tokens of their own.
std::vector<MacroToken> lex_macro_tokens(std::string_view text, std::size_t limit);

// As they would be written, on one line.
std::string spell(const std::vector<MacroToken>& tokens);

}  // namespace cairn::clang
