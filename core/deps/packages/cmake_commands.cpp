#include "core/deps/packages/cmake_commands.h"

#include <algorithm>

namespace cairn::deps {
namespace {

constexpr std::size_t kMaxArguments = 10'000;

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  // The next name with a ( behind it; false at the end.
  bool next_command(CMakeCommand& command) {
    while (at_ < text_.size()) {
      skip_blank();
      if (at_ == text_.size()) return false;
      if (!is_word(peek())) {
        advance(1);
        continue;
      }
      const std::size_t start = at_;
      while (is_word(peek())) advance(1);
      command.name = text_.substr(start, at_ - start);
      command.line = line_;
      while (peek() == ' ' || peek() == '\t') advance(1);
      if (peek() == '(') {
        std::transform(command.name.begin(), command.name.end(), command.name.begin(),
                       [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
        advance(1);
        return true;
      }
    }
    return false;
  }

  // Up to the ) that ends the command; false: there is none.
  bool arguments(std::vector<std::string>& out) {
    out.clear();
    for (int depth = 1;;) {
      skip_blank();
      if (at_ == text_.size() || out.size() > kMaxArguments) return false;
      if (peek() == '(') {
        ++depth;
        advance(1);
      } else if (peek() == ')') {
        advance(1);
        if (--depth == 0) return true;
      } else if (!argument(out.emplace_back())) {
        return false;
      }
    }
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void advance(std::size_t count) {
    for (; count > 0 && at_ < text_.size(); --count) {
      if (text_[at_++] == '\n') ++line_;
    }
  }
  // Of "[==[" the end that goes with it; empty if none begins here.
  std::string closing_bracket() const {
    if (peek() != '[') return {};
    const std::size_t end = text_.find_first_not_of('=', at_ + 1);
    if (end == std::string_view::npos || text_[end] != '[') return {};
    return "]" + std::string(end - at_ - 1, '=') + "]";
  }
  bool bracketed(std::string* out) {
    const std::string closing = closing_bracket();
    const std::size_t start = at_ + closing.size();
    const std::size_t end = text_.find(closing, start);
    if (end == std::string_view::npos) {
      at_ = text_.size();
      return false;
    }
    if (out != nullptr) *out = text_.substr(start, end - start);
    advance(end + closing.size() - at_);
    return true;
  }
  void skip_blank() {
    for (;;) {
      while (is_blank(peek())) advance(1);
      if (peek() != '#') return;
      advance(1);
      if (!closing_bracket().empty()) {
        bracketed(nullptr);
      } else {
        while (at_ < text_.size() && peek() != '\n') advance(1);
      }
    }
  }
  bool argument(std::string& out) {
    if (!closing_bracket().empty()) return bracketed(&out);
    if (peek() == '"') {
      advance(1);
      while (at_ < text_.size() && peek() != '"') {
        if (peek() == '\\') advance(1);
        out += peek();
        advance(1);
      }
      if (at_ == text_.size()) return false;
      advance(1);
      return true;
    }
    while (at_ < text_.size() && !is_blank(peek()) && peek() != '(' && peek() != ')' && peek() != '#') {
      if (peek() == '"') {  // old style: -Da="b c"
        const std::size_t end = text_.find('"', at_ + 1);
        if (end == std::string_view::npos) return false;
        out += text_.substr(at_, end + 1 - at_);
        advance(end + 1 - at_);
        continue;
      }
      if (peek() == '\\') {
        out += '\\';
        advance(1);
      }
      out += peek();
      advance(1);
    }
    return true;
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 0;
};

}  // namespace

std::optional<std::uint32_t> visit_cmake_commands(std::string_view text,
                                                  const std::function<void(const CMakeCommand&)>& visit) {
  Scanner scanner(text);
  CMakeCommand command;
  while (scanner.next_command(command)) {
    if (!scanner.arguments(command.arguments)) return command.line;
    visit(command);
  }
  return std::nullopt;
}

}  // namespace cairn::deps
