#include "tests/support/slow_tokenizer.h"

#include <algorithm>
#include <cstddef>
#include <set>

namespace cairn::test {
namespace {

// In both languages, C17 and C++20.
const std::set<std::string> kSharedKeywords = {
    "auto",    "break",    "case",     "char",  "const",    "continue", "default", "do",     "double",
    "else",    "enum",     "extern",   "float", "for",      "goto",     "if",      "inline", "int",
    "long",    "register", "return",   "short", "signed",   "sizeof",   "static",  "struct", "switch",
    "typedef", "union",    "unsigned", "void",  "volatile", "while"};

constexpr std::size_t kMaxRawDelimiter = 16;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\0'; }
bool is_line_end(char c) { return c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) > 127;
}
bool continues_name(char c) { return starts_name(c) || is_digit(c); }

// Phases 1 and 2: each line end is one \n, spliced lines are one.
struct Char {
  char c = '\0';
  std::size_t place = 0;  // in the text as it came
};
std::vector<Char> spliced(std::string_view text) {
  std::vector<Char> out;
  std::size_t at = text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
  const auto behind_line_end = [&](std::size_t from) {
    return text[from] == '\r' && from + 1 < text.size() && text[from + 1] == '\n' ? from + 2 : from + 1;
  };
  while (at < text.size()) {
    if (text[at] == '\\') {
      std::size_t end = at + 1;
      while (end < text.size() && is_blank(text[end])) ++end;
      if (end < text.size() && is_line_end(text[end])) {
        at = behind_line_end(end);
        continue;
      }
    }
    if (is_line_end(text[at])) {
      out.push_back({'\n', at});
      at = behind_line_end(at);
    } else {
      out.push_back({text[at], at});
      ++at;
    }
  }
  return out;
}

// Phase 3.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text), chars_(spliced(text)) {}

  std::set<std::string> identifiers() {
    bool is_line_start = true;
    while (!is_end()) {
      if (here() == '\n') {
        ++at_;
        is_line_start = true;
      } else if (skip_space()) {
        continue;
      } else if (is_line_start && (here() == '#' || (here() == '%' && peek(1) == ':'))) {
        at_ += here() == '#' ? 1 : 2;
        take_directive();
      } else {
        found_ = &counted_;
        take_token();
        is_line_start = false;
      }
    }
    for (const std::string& keyword : kSharedKeywords) counted_.erase(keyword);
    return counted_;
  }

 private:
  bool is_end() const { return at_ >= chars_.size(); }
  char peek(std::size_t ahead) const { return at_ + ahead < chars_.size() ? chars_[at_ + ahead].c : '\n'; }
  char here() const { return peek(0); }

  // One blank or one comment.
  bool skip_space() {
    if (is_end()) return false;
    if (is_blank(here())) {
      ++at_;
      return true;
    }
    if (here() != '/') return false;
    if (peek(1) == '/') {
      while (!is_end() && here() != '\n') ++at_;
      return true;
    }
    if (peek(1) != '*') return false;
    at_ += 2;
    while (!is_end() && !(here() == '*' && at_ + 1 < chars_.size() && peek(1) == '/')) ++at_;
    at_ = std::min(at_ + 2, chars_.size());
    return true;
  }

  // How many characters \uABCD has that may stand in a name: 0 at anything else.
  std::size_t universal_size() const {
    if (is_end() || here() != '\\' || (peek(1) != 'u' && peek(1) != 'U')) return 0;
    const std::size_t size = peek(1) == 'u' ? 6 : 10;
    unsigned long value = 0;
    for (std::size_t i = 2; i < size; ++i) {
      const std::size_t digit = std::string_view("0123456789abcdef0123456789ABCDEF").find(peek(i));
      if (digit == std::string_view::npos) return 0;
      value = value * 16 + digit % 16;
    }
    const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value < 0xA0 || value > 0x10FFFF || is_surrogate ? 0 : size;
  }

  // \u00e9 → é
  std::string take_universal(std::size_t size) {
    std::string digits;
    for (std::size_t i = 2; i < size; ++i) digits += peek(i);
    at_ += size;
    const unsigned long value = std::stoul(digits, nullptr, 16);
    std::string bytes;
    const auto put = [&](unsigned long byte) { bytes += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (value < 0x800) {
      put(0xC0 + value / 0x40);
    } else if (value < 0x10000) {
      put(0xE0 + value / 0x1000);
      put(0x80 + value / 0x40 % 0x40);
    } else {
      put(0xF0 + value / 0x40000);
      put(0x80 + value / 0x1000 % 0x40);
      put(0x80 + value / 0x40 % 0x40);
    }
    put(0x80 + value % 0x40);
    return bytes;
  }

  // The spelling, of a name.
  std::string take_token() {
    if (starts_name(here()) || universal_size() != 0) {
      std::string name;
      while (!is_end()) {
        if (continues_name(here())) {
          name += chars_[at_++].c;
        } else if (const std::size_t size = universal_size(); size != 0) {
          name += take_universal(size);
        } else {
          break;
        }
      }
      if (!is_end() && here() == '"' &&
          (name == "R" || name == "LR" || name == "uR" || name == "UR" || name == "u8R")) {
        take_raw_string();
        return {};
      }
      if (!is_end() && (here() == '"' || here() == '\'') &&
          (name == "L" || name == "u" || name == "U" || name == "u8")) {
        take_literal();
        return {};
      }
      found_->insert(name);
      return name;
    }
    if (is_digit(here()) || (here() == '.' && is_digit(peek(1)))) {
      take_number();
    } else if (here() == '"' || here() == '\'') {
      take_literal();
    } else {
      ++at_;
    }
    return {};
  }

  void take_number() {
    char before = here();
    ++at_;
    while (!is_end()) {
      const char c = here();
      if (const std::size_t size = universal_size(); size != 0) {
        at_ += size;
        before = c;
        continue;
      }
      const bool is_sign = (c == '+' || c == '-') && (before == 'e' || before == 'E' || before == 'p' || before == 'P');
      const bool is_separator = c == '\'' && continues_name(peek(1));
      if (!continues_name(c) && c != '.' && !is_sign && !is_separator) return;
      before = c;
      ++at_;
    }
  }

  void take_literal() {
    const char quote = here();
    ++at_;
    while (!is_end() && here() != '\n') {
      const char c = here();
      ++at_;
      if (c == quote) return;
      if (c == '\\' && !is_end() && here() != '\n') ++at_;
    }
  }

  // In a raw string the first two phases are undone: it is read from the text as it came.
  void take_raw_string() {
    const std::size_t quote = chars_[at_].place;
    std::size_t open = quote + 1;
    std::string delimiter;
    while (open < text_.size() && std::string("()\\\"").find(text_[open]) == std::string::npos &&
           !is_blank(text_[open]) && !is_line_end(text_[open])) {
      delimiter += text_[open++];
    }
    if (open == text_.size() || text_[open] != '(' || delimiter.size() > kMaxRawDelimiter) return take_literal();
    const std::string close = ")" + delimiter + "\"";
    const std::size_t end = text_.find(close, open);
    while (!is_end() && (end == std::string_view::npos || chars_[at_].place < end + close.size())) ++at_;
  }

  void take_directive() {
    std::set<std::string> not_counted;
    found_ = &not_counted;
    std::string name;
    while (skip_space()) continue;
    if (!is_end() && here() != '\n') name = take_token();
    const bool is_message = name == "error" || name == "warning";
    found_ = is_message ? &not_counted : &counted_;
    if (name == "include" || name == "include_next" || name == "import" || name == "embed") take_header_name();
    std::string before;
    while (!is_end() && here() != '\n') {
      if (skip_space()) continue;
      const bool opens = here() == '(';
      const std::string token = take_token();
      if ((name == "if" || name == "elif") && opens &&
          (before == "__has_include" || before == "__has_include_next" || before == "__has_embed")) {
        take_header_name();
      }
      before = token;
    }
    found_ = &counted_;
  }

  void take_header_name() {
    while (skip_space()) continue;
    if (is_end() || (here() != '<' && here() != '"')) return;
    const char close = here() == '<' ? '>' : '"';
    std::size_t end = at_ + 1;
    while (end < chars_.size() && chars_[end].c != close && chars_[end].c != '\n') ++end;
    if (end < chars_.size() && chars_[end].c == close) at_ = end + 1;
  }

  const std::string_view text_;
  const std::vector<Char> chars_;
  std::size_t at_ = 0;
  std::set<std::string> counted_;
  std::set<std::string>* found_ = &counted_;  // where names go
};

}  // namespace

std::vector<std::string> slow_identifiers(std::string_view text) {
  const std::set<std::string> found = Tokens(text).identifiers();
  return {found.begin(), found.end()};
}

}  // namespace cairn::test
