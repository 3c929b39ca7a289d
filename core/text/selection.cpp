#include "core/text/selection.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace cairn::text {
namespace {

using Kind = SourceTokenKind;

constexpr std::uint32_t kNone = SourceToken::kNone;
// A statement of more tokens and inner brackets than this is not looked for.
constexpr std::size_t kMaxStatementTokens = 4'000;

bool is_comment(const SourceToken& token) {
  return token.kind == Kind::kLineComment || token.kind == Kind::kBlockComment;
}

// Grows spans over the tokens of one text.
class Grower {
 public:
  Grower(std::string_view text, const std::vector<SourceToken>& tokens) : text_(text), tokens_(tokens) {}

  std::vector<Span> grow(std::uint32_t offset) {
    offset_ = offset;
    const std::uint32_t index = token_at(offset);
    if (index != kNone) {
      const SourceToken& token = tokens_[index];
      if (token.kind == Kind::kDirective) {
        grow_in_directive(token, offset);
      } else {
        grow_in_token(token, offset);
      }
      grow_outwards(index);
    } else {
      grow_from_gap(offset);
    }
    add({0, static_cast<std::uint32_t>(text_.size())});
    return std::move(spans_);
  }

 private:
  std::string_view spelling(std::uint32_t index) const {
    return text_.substr(tokens_[index].begin, tokens_[index].end - tokens_[index].begin);
  }
  bool is_word(std::uint32_t index, std::string_view word) const { return spelling(index) == word; }

  // Keeps what every step promises: around the offset and the step before, and larger.
  void add(Span span) {
    const bool is_whole = span.begin == 0 && span.end == text_.size();
    if (span.begin > offset_ || span.end < offset_ || (span.begin >= span.end && !is_whole)) return;
    if (!spans_.empty()) {
      const Span& last = spans_.back();
      if (span.begin > last.begin || span.end < last.end || span == last) return;
    }
    if (is_whole || spans_.size() + 1 < kMaxSelectionSteps) spans_.push_back(span);
  }

  // The token that contains the offset, or the word or other token that ends there.
  std::uint32_t token_at(std::uint32_t offset) const {
    const auto after = std::partition_point(tokens_.begin(), tokens_.end(),
                                            [&](const SourceToken& each) { return each.begin <= offset; });
    if (after == tokens_.begin()) return kNone;
    const auto index = static_cast<std::uint32_t>(after - tokens_.begin() - 1);
    const SourceToken& token = tokens_[index];
    // Between a word and what follows it, an editor's cursor means the word.
    const bool touches = token.begin == offset && index > 0 && tokens_[index - 1].end == offset;
    if (touches && token.kind == Kind::kPunctuation && tokens_[index - 1].kind == Kind::kWord) return index - 1;
    return offset <= token.end ? index : kNone;
  }

  // A word of a literal or comment, too.
  void add_word(const Span& inside, std::uint32_t offset) {
    std::uint32_t begin = offset;
    std::uint32_t end = offset;
    while (begin > inside.begin && is_source_word_byte(text_[begin - 1])) --begin;
    while (end < inside.end && is_source_word_byte(text_[end])) ++end;
    add({begin, end});
  }

  void grow_in_token(const SourceToken& token, std::uint32_t offset) {
    if (token.kind == Kind::kLiteral || is_comment(token)) add_word({token.begin, token.end}, offset);
    if (token.kind == Kind::kLiteral) add_inside_quotes(token, offset);
    add({token.begin, token.end});
  }

  void add_inside_quotes(const SourceToken& token, std::uint32_t offset) {
    const std::string_view literal = text_.substr(token.begin, token.end - token.begin);
    const std::size_t open = literal.find_first_of("\"'");
    const std::size_t close = literal.find_last_of("\"'");
    if (open == std::string_view::npos || close <= open) return;
    const Span inside{token.begin + static_cast<std::uint32_t>(open) + 1,
                      token.begin + static_cast<std::uint32_t>(close)};
    if (offset >= inside.begin && offset <= inside.end) add(inside);
  }

  // Inside of a directive brackets and arguments count as elsewhere.
  void grow_in_directive(const SourceToken& token, std::uint32_t offset) {
    const std::uint32_t begin = std::min(token.begin + 1, token.end);
    const std::vector<SourceToken> inner = read_source_tokens_inside(text_, begin, token.end);
    Grower grower(text_, inner);
    grower.offset_ = offset;
    const std::uint32_t index = grower.token_at(offset);
    if (index != kNone) {
      grower.grow_in_token(inner[index], offset);
      grower.grow_outwards(index);
      for (const Span& span : grower.spans_) add(span);
    }
    add({token.begin, token.end});
  }

  // In white space: the brackets around it.
  void grow_from_gap(std::uint32_t offset) {
    const auto next = std::partition_point(tokens_.begin(), tokens_.end(),
                                           [&](const SourceToken& each) { return each.begin < offset; });
    if (next == tokens_.begin()) return;
    const auto before = static_cast<std::uint32_t>(next - tokens_.begin() - 1);
    const bool opens = tokens_[before].partner != kNone && tokens_[before].partner > before;
    add_group_and_more(opens ? before : tokens_[before].parent);
  }

  void grow_outwards(std::uint32_t index) {
    const SourceToken& token = tokens_[index];
    if (token.partner != kNone) {  // a bracket: its pair
      add_group_and_more(std::min(index, token.partner));
      return;
    }
    if (is_comment(token)) {
      add_comment_run(index);
    } else if (token.kind != Kind::kDirective) {
      add_chain(index, index);
      add_segments(index, index);
    }
    add_group_and_more(token.parent);
  }

  // A pair of brackets, and everything around it.
  void add_group_and_more(std::uint32_t open) {
    while (open != kNone && tokens_[open].partner != kNone && spans_.size() + 1 < kMaxSelectionSteps) {
      const std::uint32_t close = tokens_[open].partner;
      add_trimmed({tokens_[open].end, tokens_[close].begin});
      add({tokens_[open].begin, tokens_[close].end});
      add_chain(open, close);
      add_segments(open, close);
      open = tokens_[open].parent;
    }
  }

  void add_trimmed(Span span) {
    constexpr std::string_view kBlanks = " \t\r\n\f\v";
    while (span.begin < span.end && kBlanks.find(text_[span.begin]) != std::string_view::npos) ++span.begin;
    while (span.begin < span.end && kBlanks.find(text_[span.end - 1]) != std::string_view::npos) --span.end;
    add(span);
  }

  void add_comment_run(std::uint32_t index) {
    if (tokens_[index].kind != Kind::kLineComment || !tokens_[index].is_first_in_line) return;
    std::uint32_t first = index;
    std::uint32_t last = index;
    const auto belongs = [&](std::uint32_t at) {
      return tokens_[at].kind == Kind::kLineComment && tokens_[at].is_first_in_line;
    };
    while (first > 0 && belongs(first - 1) && !has_blank_line(first - 1, first)) --first;
    while (last + 1 < tokens_.size() && belongs(last + 1) && !has_blank_line(last, last + 1)) ++last;
    add({tokens_[first].begin, tokens_[last].end});
  }
  bool has_blank_line(std::uint32_t before, std::uint32_t after) const {
    const std::string_view gap = text_.substr(tokens_[before].end, tokens_[after].begin - tokens_[before].end);
    const auto lines = [&](char newline) { return std::count(gap.begin(), gap.end(), newline); };
    return std::max(lines('\n'), lines('\r')) > 1;
  }

  // The neighbours on the same level; brackets are passed as one. kNone at the level's end.
  std::uint32_t before(std::uint32_t index) const {
    if (index == 0) return kNone;
    const std::uint32_t at = index - 1;
    const std::uint32_t partner = tokens_[at].partner;
    if (partner != kNone && partner > at) return kNone;  // the opening bracket around
    return partner != kNone ? partner : at;
  }
  std::uint32_t after(std::uint32_t index) const {
    const std::uint32_t partner = tokens_[index].partner;
    const std::uint32_t at = (partner != kNone && partner > index ? partner : index) + 1;
    if (at >= tokens_.size()) return kNone;
    const std::uint32_t closed = tokens_[at].partner;
    return closed != kNone && closed < at ? kNone : at;
  }
  std::uint32_t last_of(std::uint32_t index) const {
    const std::uint32_t partner = tokens_[index].partner;
    return partner != kNone && partner > index ? partner : index;
  }
  bool opens(std::uint32_t index, std::string_view bracket) const {
    return tokens_[index].partner != kNone && tokens_[index].partner > index && is_word(index, bracket);
  }
  bool is_operand(std::uint32_t index) const {
    return tokens_[index].kind == Kind::kWord || opens(index, "(") || opens(index, "[");
  }

  // Two bytes that stand together: "->" or "::".
  bool is_link(std::uint32_t first, std::uint32_t second) const {
    if (first == kNone || second == kNone || tokens_[first].end != tokens_[second].begin) return false;
    return (is_word(first, "-") && is_word(second, ">")) || (is_word(first, ":") && is_word(second, ":"));
  }
  // What is linked to `index` by "->", "::" or "." in front of it, and behind it.
  std::uint32_t linked_before(std::uint32_t index) const {
    const std::uint32_t last = before(index);
    if (last == kNone) return kNone;
    if (is_word(last, ".")) return before(last);
    const std::uint32_t first = before(last);
    return is_link(first, last) ? before(first) : kNone;
  }
  std::uint32_t linked_after(std::uint32_t index) const {
    const std::uint32_t first = after(index);
    if (first == kNone) return kNone;
    if (is_word(first, ".")) return after(first);
    const std::uint32_t second = after(first);
    return is_link(first, second) ? after(second) : kNone;
  }

  // a.b(c)->d[e] around one of its parts.
  void add_chain(std::uint32_t first, std::uint32_t last) {
    if (!is_operand(first)) return;
    std::uint32_t begin = first;
    for (std::size_t steps = 0; steps < kMaxStatementTokens; ++steps) {
      const bool is_bracket = tokens_[begin].kind == Kind::kPunctuation;
      const std::uint32_t previous = before(begin);
      if (is_bracket && previous != kNone && is_operand(previous) && !is_keyword(previous)) {
        begin = previous;
        continue;
      }
      const std::uint32_t operand = linked_before(begin);
      if (operand == kNone || !is_operand(operand)) break;
      begin = operand;
    }
    std::uint32_t end = first;
    for (std::size_t steps = 0; steps < kMaxStatementTokens; ++steps) {
      const std::uint32_t next = after(end);
      const bool is_call = next != kNone && (opens(next, "(") || opens(next, "[")) && !is_keyword(end);
      const std::uint32_t operand = is_call ? next : linked_after(end);
      if (operand == kNone || !is_operand(operand)) break;
      end = operand;
    }
    add({tokens_[begin].begin, tokens_[std::max(last, last_of(end))].end});
  }
  bool is_keyword(std::uint32_t index) const {
    constexpr std::string_view kWords[] = {"if", "for", "while", "switch", "return", "catch", "else"};
    return std::find(std::begin(kWords), std::end(kWords), spelling(index)) != std::end(kWords);
  }

  // The argument and the statement around the tokens [first, last] of one level.
  void add_segments(std::uint32_t first, std::uint32_t last) {
    add_segment(first, last, true);
    add_segment(first, last, false);
  }
  void add_segment(std::uint32_t first, std::uint32_t last, bool commas_separate) {
    std::size_t budget = kMaxStatementTokens;
    std::uint32_t begin = first;
    for (std::uint32_t at = before(begin); at != kNone; at = before(at)) {
      if (--budget == 0) return;
      if (separates(at, commas_separate) || ends_statement(at)) break;
      if (!is_comment(tokens_[at])) begin = at;
    }
    std::uint32_t end = last;
    for (std::uint32_t at = first; at != kNone; at = after(at)) {
      if (--budget == 0) return;
      if (separates(at, commas_separate)) {
        if (is_word(at, ";") && !commas_separate) end = std::max(end, at);
        break;
      }
      if (!is_comment(tokens_[at])) end = std::max(end, last_of(at));
      if (ends_statement(at)) break;
    }
    add({tokens_[begin].begin, tokens_[end].end});
  }

  bool separates(std::uint32_t index, bool commas_separate) const {
    if (tokens_[index].kind == Kind::kDirective || is_word(index, ";")) return true;
    if (commas_separate && is_word(index, ",")) return true;
    if (!is_word(index, ":")) return false;
    const std::uint32_t label = before(index);
    constexpr std::string_view kLabels[] = {"public", "protected", "private", "default"};
    return label != kNone && std::find(std::begin(kLabels), std::end(kLabels), spelling(label)) != std::end(kLabels);
  }

  // A block that nothing belongs to any more: "if (a) {}", but not "int a[] = {1}".
  bool ends_statement(std::uint32_t index) const {
    if (!opens(index, "{")) return false;
    const std::uint32_t head = before(index);
    if (head == kNone || tokens_[head].kind == Kind::kDirective) return true;
    if (is_word(head, "=") || is_word(head, "return")) return false;
    std::uint32_t next = after(index);
    while (next != kNone && is_comment(tokens_[next])) next = after(next);
    if (next == kNone || tokens_[next].kind == Kind::kDirective) return true;
    if (is_word(next, "else") || is_word(next, "catch")) return false;
    if (is_word(next, "while")) return !is_word(head, "do");
    if (is_word(next, "(")) return !is_lambda_head(head);
    if (is_word(next, "-")) return !goes_on_with_arrow(next);
    constexpr std::string_view kContinuations = ";,)].=?";
    return tokens_[next].kind != Kind::kPunctuation ||
           kContinuations.find(text_[tokens_[next].begin]) == std::string_view::npos;
  }
  bool is_lambda_head(std::uint32_t head) const {
    const std::uint32_t captures = opens(head, "(") ? before(head) : head;
    return captures != kNone && opens(captures, "[");
  }
  bool goes_on_with_arrow(std::uint32_t minus) const {
    const std::uint32_t next = after(minus);
    return next != kNone && is_word(next, ">") && tokens_[minus].end == tokens_[next].begin;
  }

  std::string_view text_;
  const std::vector<SourceToken>& tokens_;
  std::uint32_t offset_ = 0;
  std::vector<Span> spans_;
};

}  // namespace

std::vector<Span> selection_spans(std::string_view text, const std::vector<SourceToken>& tokens, std::uint32_t offset) {
  return Grower(text, tokens).grow(offset);
}

}  // namespace cairn::text
