#include "core/text/source_tokens.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace cairn::text {
namespace {

using Kind = SourceTokenKind;

constexpr std::size_t kMaxRawDelimiter = 16;  // [lex.string]

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_one_of(std::string_view word, std::string_view list) {
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(' ', at), list.size());
    if (list.substr(at, end - at) == word) return true;
    at = end + 1;
  }
  return false;
}

// Cuts text into tokens. Every step takes at least one byte.
class Lexer {
 public:
  Lexer(std::string_view text, std::size_t begin, std::size_t end, bool with_directives)
      : text_(text.substr(0, end)), at_(begin), with_directives_(with_directives) {}

  bool next(SourceToken& token) {
    skip_blanks();
    if (at_ >= text_.size()) return false;
    const std::size_t begin = at_;
    token = {};
    token.is_first_in_line = at_line_start_;
    token.kind = take();
    token.begin = static_cast<std::uint32_t>(begin);
    token.end = static_cast<std::uint32_t>(at_);
    at_line_start_ = false;
    return true;
  }

 private:
  char peek(std::size_t distance = 0) const { return at_ + distance < text_.size() ? text_[at_ + distance] : '\0'; }

  // Bytes of a line's ending at `at`, 0 if there is none.
  std::size_t newline_at(std::size_t at) const {
    if (at >= text_.size()) return 0;
    if (text_[at] == '\r') return at + 1 < text_.size() && text_[at + 1] == '\n' ? 2 : 1;
    return text_[at] == '\n' ? 1 : 0;
  }
  // A backslash at the end of a line joins it with the next one.
  std::size_t splice_at(std::size_t at) const {
    if (at >= text_.size() || text_[at] != '\\') return 0;
    const std::size_t newline = newline_at(at + 1);
    return newline == 0 ? 0 : newline + 1;
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      if (const std::size_t splice = splice_at(at_)) {
        at_ += splice;
      } else if (const std::size_t newline = newline_at(at_)) {
        at_ += newline;
        at_line_start_ = true;
      } else if (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\f' || text_[at_] == '\v') {
        ++at_;
      } else {
        return;
      }
    }
  }

  Kind take() {
    const char c = text_[at_];
    if (c == '/' && peek(1) == '/') return take_line_comment();
    if (c == '/' && peek(1) == '*') return take_block_comment();
    if (c == '#' && at_line_start_ && with_directives_) return take_directive();
    if (c == '"' || c == '\'') return take_literal();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return take_number();
    if (is_source_word_byte(c)) return take_word();
    ++at_;
    return Kind::kPunctuation;
  }

  // To the end of the logical line, without its ending.
  Kind take_line_comment() {
    while (at_ < text_.size() && newline_at(at_) == 0) {
      const std::size_t splice = splice_at(at_);
      at_ += splice != 0 ? splice : 1;
    }
    return Kind::kLineComment;
  }

  Kind take_block_comment() {
    const std::size_t close = text_.find("*/", at_ + 2);
    at_ = close == std::string_view::npos ? text_.size() : close + 2;
    return Kind::kBlockComment;
  }

  Kind take_directive() {
    while (at_ < text_.size() && newline_at(at_) == 0) {
      if (const std::size_t splice = splice_at(at_)) {
        at_ += splice;
      } else if (text_[at_] == '/' && peek(1) == '*') {
        take_block_comment();
      } else if (text_[at_] == '/' && peek(1) == '/') {
        take_line_comment();
      } else if (text_[at_] == '"' || text_[at_] == '\'') {
        take_literal();
      } else {
        ++at_;
      }
    }
    return Kind::kDirective;
  }

  // A literal without its other quote ends with the line.
  Kind take_literal() {
    const char quote = text_[at_++];
    while (at_ < text_.size() && newline_at(at_) == 0) {
      if (const std::size_t splice = splice_at(at_)) {
        at_ += splice;
      } else if (text_[at_] == '\\') {
        at_ += at_ + 1 < text_.size() ? 2 : 1;
      } else if (text_[at_++] == quote) {
        break;
      }
    }
    take_suffix();
    return Kind::kLiteral;
  }

  // 1'000.5e-3f: a "preprocessing number" of the standard.
  Kind take_number() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool is_exponent = c == 'e' || c == 'E' || c == 'p' || c == 'P';
      if (is_exponent && (peek(1) == '+' || peek(1) == '-')) {
        at_ += 2;
      } else if (is_source_word_byte(c) || c == '.' || (c == '\'' && is_source_word_byte(peek(1)))) {
        ++at_;
      } else {
        break;
      }
    }
    return Kind::kWord;
  }

  Kind take_word() {
    const std::size_t begin = at_;
    take_suffix();
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (peek() == '"' && is_one_of(word, "R LR uR UR u8R") && take_raw_string()) return Kind::kLiteral;
    const bool is_prefix = (peek() == '"' || peek() == '\'') && is_one_of(word, "L u U u8");
    return is_prefix ? take_literal() : Kind::kWord;
  }

  // Behind its prefix; nothing is taken if it does not begin as a raw string must.
  bool take_raw_string() {
    const std::size_t open = text_.substr(0, at_ + kMaxRawDelimiter + 2).find_first_of("()\\ \t\r\n", at_);
    if (open == std::string_view::npos || text_[open] != '(') return false;
    std::array<char, kMaxRawDelimiter + 2> close{};
    const std::string_view delimiter = text_.substr(at_ + 1, open - at_ - 1);
    close[0] = ')';
    std::copy(delimiter.begin(), delimiter.end(), close.begin() + 1);
    close[delimiter.size() + 1] = '"';
    const std::size_t end = text_.find(std::string_view(close.data(), delimiter.size() + 2), open);
    at_ = end == std::string_view::npos ? text_.size() : end + delimiter.size() + 2;
    take_suffix();
    return true;
  }

  void take_suffix() {
    while (at_ < text_.size() && is_source_word_byte(text_[at_])) ++at_;
  }

  std::string_view text_;
  std::size_t at_;
  bool with_directives_;
  bool at_line_start_ = true;
};

// Finds the partners of brackets while the tokens come in. A stack is its top node;
// nodes know the one below, so that going back to an earlier stack costs nothing.
class Matcher {
 public:
  Matcher(std::string_view text, std::vector<SourceToken>& tokens) : text_(text), tokens_(tokens) {}

  void take(std::uint32_t index) {
    SourceToken& token = tokens_[index];
    token.parent = top_ == kBottom ? SourceToken::kNone : nodes_[top_].token;
    if (token.kind == Kind::kDirective) return take_directive(token);
    if (token.kind != Kind::kPunctuation) return;
    const char c = text_[token.begin];
    if (c == '(' || c == '[' || c == '{') push(index, c);
    if (c == ')' || c == ']' || c == '}') close(index, c == ')' ? '(' : c == ']' ? '[' : '{');
  }

 private:
  static constexpr std::uint32_t kBottom = SourceToken::kNone;
  struct Node {
    std::uint32_t token;
    std::uint32_t below;
    std::uint32_t brace;  // the nearest node of a '{', itself included
    char open;
  };
  struct Branches {
    std::uint32_t before;  // the stack in front of the #if
    std::uint32_t after;   // and behind the first branch
    bool is_in_first = true;
  };

  void push(std::uint32_t index, char open) {
    const auto self = static_cast<std::uint32_t>(nodes_.size());
    const std::uint32_t outer_brace = top_ == kBottom ? kBottom : nodes_[top_].brace;
    nodes_.push_back({index, top_, open == '{' ? self : outer_brace, open});
    top_ = self;
  }

  void close(std::uint32_t index, char open) {
    std::uint32_t node = top_;
    if (node != kBottom && open == '{') node = nodes_[node].brace;
    if (node == kBottom || nodes_[node].open != open) return;
    const std::uint32_t partner = nodes_[node].token;
    tokens_[index].partner = partner;
    tokens_[partner].partner = index;
    top_ = nodes_[node].below;
    tokens_[index].parent = tokens_[partner].parent;
  }

  void take_directive(const SourceToken& token) {
    const std::string_view name = directive_name(text_, token);
    if (name == "if" || name == "ifdef" || name == "ifndef") {
      branches_.push_back({top_, top_, true});
    } else if (!branches_.empty() && is_one_of(name, "else elif elifdef elifndef endif")) {
      Branches& branch = branches_.back();
      if (branch.is_in_first) branch.after = top_;
      branch.is_in_first = false;
      top_ = name == "endif" ? branch.after : branch.before;
      if (name == "endif") branches_.pop_back();
    }
  }

  std::string_view text_;
  std::vector<SourceToken>& tokens_;
  std::vector<Node> nodes_;
  std::uint32_t top_ = kBottom;
  std::vector<Branches> branches_;
};

std::vector<SourceToken> read_tokens(std::string_view text, std::size_t begin, std::size_t end, bool with_directives) {
  std::vector<SourceToken> tokens;
  if (text.size() >= std::numeric_limits<std::uint32_t>::max()) return tokens;
  Lexer lexer(text, begin, end, with_directives);
  Matcher matcher(text, tokens);
  SourceToken token;
  while (lexer.next(token)) {
    tokens.push_back(token);
    matcher.take(static_cast<std::uint32_t>(tokens.size() - 1));
  }
  return tokens;
}

}  // namespace

bool is_source_word_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || byte == '_' || byte == '$' || is_digit(c) || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

std::vector<SourceToken> read_source_tokens(std::string_view text) { return read_tokens(text, 0, text.size(), true); }

std::vector<SourceToken> read_source_tokens_inside(std::string_view text, std::uint32_t begin, std::uint32_t end) {
  return read_tokens(text, begin, end, false);
}

std::string_view directive_name(std::string_view text, const SourceToken& directive) {
  const std::string_view line = text.substr(0, directive.end);
  const std::size_t begin = std::min(line.find_first_not_of(" \t", directive.begin + 1), line.size());
  std::size_t end = begin;
  while (end < line.size() && is_source_word_byte(line[end])) ++end;
  return line.substr(begin, end - begin);
}

}  // namespace cairn::text
