#include "core/clang/macro_tokens.h"

#include <algorithm>
#include <array>

#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

constexpr std::array<std::string_view, 26> kPunctuators = {"...", "<<=", ">>=", "->*", "<=>", "##", "::", "->", "++",
                                                           "--",  "<<",  ">>",  "<=",  ">=",  "==", "!=", "&&", "||",
                                                           "+=",  "-=",  "*=",  "/=",  "%=",  "&=", "|=", "^="};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Past white space and comments.
std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (text.substr(at).starts_with("//")) {
      at = std::min(text.find('\n', at), text.size());
    } else if (text.substr(at).starts_with("/*")) {
      const std::size_t end = text.find("*/", at + 2);
      at = end == std::string_view::npos ? text.size() : end + 2;
    } else if (std::string_view(" \t\r\n\f\v").find(text[at]) != std::string_view::npos) {
      ++at;
    } else if (text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '\n' || text[at + 1] == '\r')) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

std::size_t end_of_literal(std::string_view text, std::size_t quote) {
  for (std::size_t i = quote + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == text[quote]) {
      return i + 1;
    } else if (text[i] == '\n') {
      return i;
    }
  }
  return text.size();
}

std::size_t end_of_number(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size()) {
    const bool is_sign = (text[end] == '+' || text[end] == '-') &&
                         std::string_view("eEpP").find(text[end - 1]) != std::string_view::npos;
    const std::size_t word = name_end(text, static_cast<std::uint32_t>(end));
    if (!is_sign && text[end] != '.' && text[end] != '\'' && word == end) break;
    end = std::max(word, end + 1);
  }
  return end;
}

std::size_t end_of_token(std::string_view text, std::size_t at) {
  const bool is_fraction = text[at] == '.' && at + 1 < text.size() && is_digit(text[at + 1]);
  if (is_digit(text[at]) || is_fraction) return end_of_number(text, at);
  const std::size_t word = name_end(text, static_cast<std::uint32_t>(at));
  const bool is_prefix = word > at && word - at <= 2 && word < text.size();
  const std::size_t quote = is_prefix ? word : at;
  if (quote < text.size() && (text[quote] == '"' || text[quote] == '\'')) return end_of_literal(text, quote);
  if (word > at) return word;
  for (const std::string_view punctuator : kPunctuators) {
    if (text.substr(at).starts_with(punctuator)) return at + punctuator.size();
  }
  return at + 1;
}

}  // namespace

std::vector<MacroToken> lex_macro_tokens(std::string_view text, std::size_t limit) {
  std::vector<MacroToken> tokens;
  std::size_t at = 0;
  while (tokens.size() < limit) {
    const std::size_t begin = skip_space(text, at);
    if (begin >= text.size()) break;
    const std::size_t end = end_of_token(text, begin);
    MacroToken token;
    token.text = text.substr(begin, end - begin);
    token.is_name = !is_digit(token.text[0]) && name_end(token.text, 0) == token.text.size();
    token.is_spaced = begin > at;
    tokens.push_back(std::move(token));
    at = end;
  }
  return tokens;
}

std::string spell(const std::vector<MacroToken>& tokens) {
  std::string text;
  for (const MacroToken& token : tokens) {
    if (token.is_spaced && !text.empty()) text += ' ';
    text += token.text;
  }
  return text;
}

}  // namespace cairn::clang
