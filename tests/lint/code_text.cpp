// One pass over the bytes. A preprocessor's lexer would be exact; this one knows what keeps a literal from being
// taken for code and the other way round: escapes, raw strings, digit separators, names in #include directives.
#include "tests/lint/code_text.h"

#include <algorithm>
#include <cstddef>

namespace cairn::lint {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

class Blanker {
 public:
  explicit Blanker(std::string_view source) : source_(source), out_(source) {}

  std::string run() {
    while (at_ < source_.size()) step();
    return out_;
  }

 private:
  void step() {
    const char c = source_[at_];
    if (source_.substr(at_, 2) == "//") {
      blank_until(source_.find('\n', at_));
    } else if (source_.substr(at_, 2) == "/*") {
      blank_until(end_of("*/", at_ + 2));
    } else if (c == '#' && is_include_directive()) {
      at_ = std::min(source_.find('\n', at_), source_.size());
    } else if (is_word(c)) {
      word();
    } else if (c == '"' || c == '\'') {
      literal(c);
    } else {
      ++at_;
    }
  }

  // A whole identifier or number: so that the R of a raw string and the ' inside 1'000 are seen for what they are.
  void word() {
    const bool is_number = source_[at_] >= '0' && source_[at_] <= '9';
    while (at_ < source_.size() && (is_word(source_[at_]) || (is_number && is_separator()))) ++at_;
    if (!is_number && source_[at_ - 1] == 'R' && at_ < source_.size() && source_[at_] == '"') raw_string();
  }

  bool is_separator() const { return source_[at_] == '\'' && at_ + 1 < source_.size() && is_word(source_[at_ + 1]); }

  void literal(char quote) {
    std::size_t end = at_ + 1;
    while (end < source_.size() && source_[end] != quote && source_[end] != '\n') {
      end += source_[end] == '\\' ? 2 : 1;
    }
    ++at_;
    blank_until(end);
    if (at_ < source_.size() && source_[at_] == quote) ++at_;
  }

  void raw_string() {
    const std::size_t open = source_.find('(', at_);
    if (open == std::string_view::npos) return literal('"');
    const std::string close = ")" + std::string(source_.substr(at_ + 1, open - at_ - 1)) + "\"";
    blank_until(end_of(close, open + 1));
  }

  bool is_include_directive() const {
    const std::size_t word = source_.find_first_not_of(" \t", at_ + 1);
    return word != std::string_view::npos && source_.substr(word, 7) == "include";
  }

  std::size_t end_of(std::string_view close, std::size_t from) const {
    const std::size_t found = source_.find(close, from);
    return found == std::string_view::npos ? found : found + close.size();
  }

  void blank_until(std::size_t end) {
    for (end = std::min(end, source_.size()); at_ < end; ++at_) {
      if (source_[at_] != '\n') out_[at_] = ' ';
    }
  }

  std::string_view source_;
  std::string out_;
  std::size_t at_ = 0;
};

}  // namespace

std::string blank_comments_and_literals(std::string_view source) { return Blanker(source).run(); }

std::vector<IncludeLine> find_includes(std::string_view source) {
  const std::string code = blank_comments_and_literals(source);
  std::vector<IncludeLine> found;
  int line = 0;
  for (std::size_t start = 0; start < code.size();) {
    const std::size_t end = std::min(code.find('\n', start), code.size());
    const std::string_view text = std::string_view(code).substr(start, end - start);
    start = end + 1;
    ++line;
    const std::size_t hash = text.find_first_not_of(" \t");
    if (hash == std::string_view::npos || text[hash] != '#') continue;
    const std::size_t word = text.find_first_not_of(" \t", hash + 1);
    if (word == std::string_view::npos || text.substr(word, 7) != "include") continue;
    const std::size_t open = text.find_first_of("\"<", word);
    if (open == std::string_view::npos) continue;
    const std::size_t close = text.find(text[open] == '<' ? '>' : '"', open + 1);
    if (close == std::string_view::npos) continue;
    found.push_back({line, text[open] == '"', std::string(text.substr(open + 1, close - open - 1))});
  }
  return found;
}

}  // namespace cairn::lint
