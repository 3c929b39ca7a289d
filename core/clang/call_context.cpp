#include "core/clang/call_context.h"

#include <algorithm>
#include <vector>

#include "core/clang/source_token.h"

namespace cairn::clang {
namespace {

// Calls are shorter; what is open before that is not looked for.
constexpr std::size_t kWindow = 16 * 1024;
constexpr std::size_t kMaxOpen = 1024;

struct Open {
  char bracket;
  std::uint32_t commas = 0;
  std::size_t argument_start = 0;
  std::string_view before;  // the token before the bracket
};

constexpr std::string_view kOpening = "([{<";
constexpr std::string_view kClosing = ")]}>";

bool is_one_of(std::string_view token, std::string_view characters) {
  return token.size() == 1 && characters.find(token[0]) != std::string_view::npos;
}

bool is_word(std::string_view token) { return !token.empty() && is_word_byte(token[0]); }

// Brackets after these hold statements or conditions.
bool is_statement_word(std::string_view token) {
  for (const std::string_view word : {"if", "for", "while", "switch", "catch", "do", "else", "try", "const", "noexcept",
                                      "override", "final", "mutable"}) {
    if (token == word) return true;
  }
  return false;
}

bool may_hold_arguments(const Open& open) {
  if (is_statement_word(open.before)) return false;
  if (open.bracket != '{') return true;
  return is_word(open.before) || is_one_of(open.before, "=(,{>");
}

// What has been opened and not closed again.
class Brackets {
 public:
  void take(std::string_view token, std::size_t end) {
    if (is_one_of(token, kOpening) && (token != "<" || is_word(before_)) && open_.size() < kMaxOpen) {
      open_.push_back({token[0], 0, end, before_});
    } else if (is_one_of(token, kClosing)) {
      close(kOpening[kClosing.find(token[0])]);
    } else if (token == ",") {
      if (!open_.empty()) {
        ++open_.back().commas;
        open_.back().argument_start = end;
      }
    } else if (token == ";") {
      end_statement();
    }
    before_ = token;
  }

  const std::vector<Open>& open() const { return open_; }

 private:
  // Brackets that were never closed end with those around them. Angle brackets may be
  // comparisons, which close nothing.
  void close(char bracket) {
    for (std::size_t i = open_.size(); i-- > 0;) {
      if (open_[i].bracket == bracket) {
        open_.resize(i);
        return;
      }
      if (bracket == '>') return;
    }
  }
  void end_statement() {
    while (!open_.empty() && open_.back().bracket != '{' && open_.back().before != "for") open_.pop_back();
  }

  std::vector<Open> open_;
  std::string_view before_;
};

}  // namespace

std::optional<CallContext> find_call(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  std::size_t at = offset > kWindow ? offset - kWindow : 0;
  // From the beginning of a line, if there is one.
  if (const std::size_t line = text.find('\n', at); at > 0 && line < offset) at = line;
  Brackets brackets;
  while (at < offset) {
    const std::size_t end = token_end(text, at);
    const std::string_view token = text.substr(at, end - at);
    if (is_comment(token)) {
      // Behind the last character of a line comment one still writes the comment.
      if (end > offset || (end == offset && token.starts_with("//"))) return std::nullopt;
    } else if (!is_space(token) && end <= offset) {
      brackets.take(token, end);
    }
    at = end;
  }
  const std::vector<Open>& open = brackets.open();
  if (open.empty() || !may_hold_arguments(open.back())) return std::nullopt;
  CallContext context;
  context.argument = open.back().commas;
  context.argument_start = open.back().argument_start;
  while (context.argument_start < offset) {
    const std::size_t end = token_end(text, context.argument_start);
    const std::string_view token = text.substr(context.argument_start, end - context.argument_start);
    if (!is_space(token) && !is_comment(token)) break;
    context.argument_start = end;
  }
  if (is_word(open.back().before)) context.name = open.back().before;
  return context;
}

}  // namespace cairn::clang
