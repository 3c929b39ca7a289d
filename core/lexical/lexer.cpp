// One switch on the class of the first byte. Continuations (a backslash, blanks, a line end) may stand between any two
// bytes of a token; each loop therefore stops at a backslash and asks behind_splices(), which costs nothing on the
// text that has none. The alternative, removing them from a copy first, costs a pass and the positions.
#include "core/lexical/lexer.h"

#include <algorithm>

#include "core/lexical/characters.h"
#include "core/lexical/find_byte.h"
#include "core/lexical/universal_name.h"

namespace cairn::lexical {
namespace {

constexpr std::size_t kMaxRawDelimiter = 16;  // [lex.string]

bool is_literal_prefix(std::string_view name, char quote) {
  if (name.size() > 3) return false;
  if (quote == '"' && name.back() == 'R') {
    name.remove_suffix(1);
    if (name.empty()) return true;
  }
  return name == "L" || name == "u" || name == "U" || name == "u8";
}

bool is_quote(char c) { return c == '"' || c == '\''; }

}  // namespace

Lexer::Lexer(std::string_view text, IdentifierTable& identifiers, StringArena& arena)
    : begin_(text.data()),
      end_(text.data() + text.size()),
      at_(begin_),
      line_begin_(begin_),
      previous_end_(begin_),
      identifiers_(identifiers),
      arena_(arena) {
  if (text.starts_with("\xEF\xBB\xBF")) at_ += 3;  // a byte order mark
}

Token Lexer::next() {
  while (at_ != end_) {
    token_start_ = {line_, static_cast<std::uint32_t>(at_ - line_begin_)};
    switch (class_of(*at_)) {
      case ByteClass::kBlank:
        ++at_;
        continue;
      case ByteClass::kNewline:
        if (is_in_directive_) return {};
        take_newline();
        is_at_line_start_ = true;
        continue;
      case ByteClass::kName:
        return read_name();
      case ByteClass::kDigit:
        return read_number();
      case ByteClass::kDot:
        if (at_ + 1 != end_ && class_of(at_[1]) == ByteClass::kDigit) return read_number();
        break;
      case ByteClass::kSlash:
        if (skip_comment_at_slash()) continue;
        break;
      case ByteClass::kQuote:
      case ByteClass::kApostrophe:
        return read_quoted(*at_, at_);
      case ByteClass::kBackslash:
        if (const char* const behind = behind_splices(at_); behind != at_) {
          move_to(behind);
          continue;
        }
        if (starts_universal(at_)) return read_spliced_name(at_, at_);
        break;
      case ByteClass::kHash:
        if (is_at_line_start_ && !is_in_directive_) {
          is_in_directive_ = true;
          return finish(TokenKind::kDirective, at_++, '#');
        }
        break;
      case ByteClass::kPunctuation:
        break;
    }
    return read_punctuation();
  }
  return {};
}

// "+ +" and "++" are different tokens for a compiler; "f (" and "f(" are not, except in a #define.
Token Lexer::read_punctuation() {
  if (is_at_line_start_ && !is_in_directive_ && *at_ == '%') {
    if (const char* const colon = behind_splices(at_ + 1); colon != end_ && *colon == ':') return read_digraph(colon);
  }
  const char* const from = at_++;
  const bool touches = previous_end_ == from && from != begin_;
  const bool matters = touches && (is_in_directive_ || !continues_name(from[-1]));
  return finish(TokenKind::kPunctuation, from, static_cast<unsigned char>(*from) + (matters ? 256U : 0U));
}

// "%:" is another spelling of '#'.
Token Lexer::read_digraph(const char* colon) {
  const char* const from = at_;
  move_to(colon + 1);
  is_in_directive_ = true;
  return finish(TokenKind::kDirective, from, '#');
}

Token Lexer::finish(TokenKind kind, const char* from, std::uint64_t hash) {
  Token token;
  token.kind = kind;
  token.punctuation = *from;
  token.touches_previous = previous_end_ == from;
  token.offset = static_cast<std::uint32_t>(from - begin_);
  token.length = static_cast<std::uint32_t>(at_ - from);
  token.start = token_start_;
  token_hash_ = mix(token_hash_, hash);
  previous_end_ = at_;
  is_at_line_start_ = false;
  return token;
}

Token Lexer::read_name() {
  const char* const from = at_;
  const char* to = from + 1;
  while (to != end_ && continues_name(*to)) ++to;
  if (to != end_ && *to == '\\' && (behind_splices(to) != to || starts_universal(to))) {
    return read_spliced_name(from, to);
  }
  const std::string_view name(from, static_cast<std::size_t>(to - from));
  at_ = to;
  if (to != end_ && is_quote(*to) && is_literal_prefix(name, *to)) return read_literal(name, from);
  return finish_name(name, from);
}

// `at_` is the quote, behind the prefix `name`.
Token Lexer::read_literal(std::string_view name, const char* from) {
  return *at_ == '"' && name.back() == 'R' ? read_raw_string(from) : read_quoted(*at_, from);
}

Token Lexer::finish_name(std::string_view name, const char* from) {
  const std::uint64_t hash = hash_name(name);
  Token token = finish(TokenKind::kName, from, hash);
  if (is_in_message_) {
    name_in_message_ = name;
  } else {
    token.id = identifiers_.intern(name, hash);
  }
  return token;
}

// `to` is the first continuation or universal character name.
Token Lexer::read_spliced_name(const char* from, const char* to) {
  const char* last = to;
  std::size_t size = static_cast<std::size_t>(to - from);  // at most: the names of characters are longer than these
  for (;;) {
    const char* const next = behind_splices(last);
    const char* behind = next;
    while (behind != end_ && continues_name(*behind)) ++behind;
    char32_t code = 0;
    if (behind == next) behind = behind_universal(next, code);
    if (behind == next) break;
    size += static_cast<std::size_t>(behind - next);
    last = behind;
  }
  const std::string_view name = spelled_name(from, last, size);
  const char* const quote = behind_splices(last);
  if (quote != end_ && is_quote(*quote) && is_literal_prefix(name, *quote)) {
    move_to(quote);
    return read_literal(name, from);
  }
  move_to(last);
  return finish_name(name, from);
}

const char* Lexer::behind_universal(const char* at, char32_t& code) const {
  if (at == end_ || *at != '\\') return at;
  const char* to = behind_splices(at + 1);
  if (to == end_ || (*to != 'u' && *to != 'U')) return at;
  char32_t found = 0;
  for (int left = *to == 'u' ? 4 : 8; left > 0; --left) {
    to = behind_splices(to + 1);
    const int value = to == end_ ? -1 : hex_value(*to);
    if (value < 0) return at;
    found = found << 4 | static_cast<char32_t>(value);
  }
  if (!may_be_universal(found)) return at;
  code = found;
  return to + 1;
}

// `size` bytes are left.
std::string_view Lexer::without_splices(const char* from, const char* to, std::size_t size) {
  char* const place = arena_.allocate(size);
  char* out = place;
  for (const char* byte = from; byte != to;) {
    const char* const behind = behind_splices(byte);
    if (behind == byte) {
      *out++ = *byte++;
    } else {
      byte = behind;
    }
  }
  return {place, size};
}

// `from` to `to` without continuations, and with characters for their names: at most `size` bytes.
std::string_view Lexer::spelled_name(const char* from, const char* to, std::size_t size) {
  char* const place = arena_.allocate(size);
  char* out = place;
  for (const char* byte = behind_splices(from); byte != to; byte = byte == to ? to : behind_splices(byte)) {
    char32_t code = 0;
    const char* const behind = behind_universal(byte, code);
    if (behind == byte) {
      *out++ = *byte++;
    } else {
      out = put_utf8(code, out);
      byte = behind;
    }
  }
  return {place, static_cast<std::size_t>(out - place)};
}

// A preprocessing number: it ends where no part of any number can follow.
Token Lexer::read_number() {
  const char* const from = at_;
  const char* to = from;
  bool is_spliced = false;
  for (char previous = '\0'; to != end_;) {
    if (*to == '\\') {
      char32_t code = 0;
      const char* const behind = behind_splices(to);
      const char* const behind_name = behind_universal(behind, code);
      is_spliced = is_spliced || behind_name != to;
      to = behind_name;
      if (behind_name != behind) {
        previous = '\\';
        continue;
      }
      if (to == end_) break;
    }
    const bool is_exponent = previous == 'e' || previous == 'E' || previous == 'p' || previous == 'P';
    if (!continues_name(*to) && *to != '.' && !(is_exponent && (*to == '+' || *to == '-'))) {
      if (*to != '\'') break;
      const char* const behind = behind_splices(to + 1);
      if (behind == end_ || !continues_name(*behind)) break;
    }
    previous = *to++;
  }
  if (is_spliced) {
    move_to(to);
  } else {
    at_ = to;
  }
  return finish(TokenKind::kNumber, from, hash_name({from, static_cast<std::size_t>(to - from)}));
}

// `at_` is the opening quote; `from` the prefix before it. Ends with the line at the latest.
Token Lexer::read_quoted(char quote, const char* from) {
  const char* to = at_ + 1;
  bool is_spliced = false;
  while (to != end_ && *to != quote && !is_newline(*to)) {
    if (*to++ != '\\') continue;
    if (const char* const behind = behind_splices(to - 1); behind != to - 1) {
      to = behind;
      is_spliced = true;
      continue;
    }
    // The escaped character, which may stand behind continuations.
    if (const char* const behind = behind_splices(to); behind != to) {
      to = behind;
      is_spliced = true;
    }
    if (to != end_ && !is_newline(*to)) ++to;
  }
  if (to != end_ && *to == quote) ++to;
  if (is_spliced) {
    move_to(to);
  } else {
    at_ = to;
  }
  const TokenKind kind = quote == '"' ? TokenKind::kString : TokenKind::kCharacter;
  return finish(kind, from, hash_name({from, static_cast<std::size_t>(to - from)}));
}

// `at_` is the opening quote. Without a valid delimiter it is taken for an ordinary string; without an end it goes to
// the end of the text, as a compiler takes it.
Token Lexer::read_raw_string(const char* from) {
  const char* const delimiter = at_ + 1;
  const char* open = delimiter;
  while (open != end_ && *open != '(' && *open != ')' && *open != '\\' && *open != '"' && !is_blank(*open) &&
         !is_newline(*open)) {
    ++open;
  }
  const auto size = static_cast<std::size_t>(open - delimiter);
  if (open == end_ || *open != '(' || size > kMaxRawDelimiter) return read_quoted('"', from);
  char close[kMaxRawDelimiter + 2];
  close[0] = ')';
  std::copy(delimiter, open, close + 1);
  close[size + 1] = '"';
  const std::string_view rest(open, static_cast<std::size_t>(end_ - open));
  const std::size_t found = rest.find(std::string_view(close, size + 2));
  move_to(found == std::string_view::npos ? end_ : open + found + size + 2);
  return finish(TokenKind::kString, from, hash_name({from, static_cast<std::size_t>(at_ - from)}));
}

bool Lexer::skip_comment_at_slash() {
  const char* const second = behind_splices(at_ + 1);
  if (second == end_ || (*second != '/' && *second != '*')) return false;
  move_to(second + 1);
  if (*second == '/') {
    skip_line_comment();
  } else {
    skip_block_comment();
  }
  return true;
}

// To the line's end, which stays.
void Lexer::skip_line_comment() {
  for (;;) {
    const char* const from = at_;
    at_ = find_byte(from, end_, '\n', '\r', '\n');
    if (at_ == end_) return;
    const char* last = at_;
    while (last != from && is_blank(last[-1])) --last;
    if (last == from || last[-1] != '\\') return;
    take_newline();
  }
}

void Lexer::skip_block_comment() {
  while ((at_ = find_byte(at_, end_, '*', '\n', '\r')) != end_) {
    if (*at_ != '*') {
      take_newline();
      continue;
    }
    const char* const behind = behind_splices(++at_);
    if (behind == end_ || *behind != '/') continue;
    move_to(behind + 1);
    return;
  }
}

void Lexer::take_newline() {
  at_ += at_[0] == '\r' && at_ + 1 != end_ && at_[1] == '\n' ? 2 : 1;
  ++line_;
  line_begin_ = at_;
}

const char* Lexer::behind_splices(const char* at) const {
  while (at != end_ && *at == '\\') {
    const char* to = at + 1;
    while (to != end_ && is_blank(*to)) ++to;
    if (to == end_ || !is_newline(*to)) break;
    at = to + (*to == '\r' && to + 1 != end_ && to[1] == '\n' ? 2 : 1);
  }
  return at;
}

void Lexer::move_to(const char* to) {
  while ((at_ = find_byte(at_, to, '\n', '\r', '\n')) != to) take_newline();
}

std::string_view Lexer::read_directive_name() {
  is_in_message_ = true;
  name_in_message_ = {};
  next();
  is_in_message_ = false;
  return name_in_message_;
}

std::string_view Lexer::read_header_name() {
  for (;;) {
    if (at_ == end_) return {};
    if (const char* const behind = behind_splices(at_); behind != at_) {
      move_to(behind);
    } else if (is_blank(*at_)) {
      ++at_;
    } else if (*at_ != '/' || !skip_comment_at_slash()) {
      break;
    }
  }
  if (*at_ != '<' && *at_ != '"') return {};
  const char close = *at_ == '<' ? '>' : '"';
  std::size_t size = 1;
  const char* to = behind_splices(at_ + 1);
  bool is_spliced = to != at_ + 1;
  while (to != end_ && *to != close && !is_newline(*to)) {
    ++size;
    const char* const behind = behind_splices(++to);
    is_spliced = is_spliced || behind != to;
    to = behind;
  }
  if (to == end_ || *to != close) return {};
  ++size;
  const std::string_view name = is_spliced ? without_splices(at_, to + 1, size) : std::string_view(at_, size);
  move_to(to + 1);
  token_hash_ = mix(token_hash_, hash_name(name));
  return name;
}

void Lexer::skip_message() {
  is_in_message_ = true;
  while (next().kind != TokenKind::kEnd) continue;
  is_in_message_ = false;
}

void Lexer::end_directive() {
  is_in_directive_ = false;
  token_hash_ = mix(token_hash_, '\n');
}

}  // namespace cairn::lexical
