#include "core/clang/source_token.h"

#include <algorithm>
#include <cctype>

namespace cairn::clang {
namespace {

std::size_t end_of(std::size_t found, std::size_t length, std::string_view text) {
  return found == std::string_view::npos ? text.size() : found + length;
}

std::size_t literal_end(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != '\n'; ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      return at + 1;
    }
  }
  return std::min(at, text.size());
}

}  // namespace

bool is_word_byte(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80) != 0; }

std::size_t token_end(std::string_view text, std::size_t at) {
  const std::string_view pair = text.substr(at, 2);
  if (is_word_byte(text[at])) {
    const bool is_number = std::isdigit(static_cast<unsigned char>(text[at]));
    // 1'000 is one number.
    while (at < text.size() && (is_word_byte(text[at]) || (is_number && text[at] == '\''))) ++at;
    return at;
  }
  if (pair == "//") return end_of(text.find('\n', at), 0, text);
  if (pair == "/*") return end_of(text.find("*/", at + 2), 2, text);
  if (pair == "->" || pair == "::") return at + 2;
  if (text[at] == '"' || text[at] == '\'') return literal_end(text, at);
  return at + 1;
}

bool is_comment(std::string_view token) { return token.starts_with("//") || token.starts_with("/*"); }
bool is_space(std::string_view token) { return std::isspace(static_cast<unsigned char>(token[0])) != 0; }

}  // namespace cairn::clang
