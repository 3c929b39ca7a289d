// The idea: blank out comments, and hash of each line that still has something the columns and the bytes. Wherever
// it is in doubt whether clang sees a comment too, the bytes are taken for code: that costs a parse, never a row.
//
// Lines are compared one by one, so that the place of each line break among the code stays what it was: it ends
// directives. A comment over several lines joins the lines before and behind it, and a backslash joins the next
// line; both are hashed with the line.
#include "core/index/code_lines.h"

#include <algorithm>
#include <cctype>

#include "platform/base/hash.h"

namespace cairn::index {
namespace {

constexpr std::uint32_t kFormat = 2;
constexpr std::size_t kMaxDelimiter = 16;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::string blanked() {
    while (at_ < text_.size()) step();
    end_line();
    if (text_.empty() || text_.back() != '\n') blanked_.pop_back();
    return std::move(blanked_);
  }

  CodeLines run() {
    while (at_ < text_.size()) step();
    end_line();
    result_.line_count = line_;
    result_.hash = base::hash64(bytes_);
    return std::move(result_);
  }

 private:
  char peek(std::size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  void code(char c) {
    line_text_.push_back(c);
    has_code_ |= c != ' ' && c != '\t' && c != '\f' && c != '\v' && c != '\r';
    ++at_;
  }
  // A byte of a comment: as wide as itself, so that columns stay.
  void blank() {
    line_text_.push_back(' ');
    ++at_;
  }
  void new_line() {
    ++at_;
    end_line();
  }
  void end_line();
  std::uint32_t print();
  void step();
  void line_comment();
  void block_comment();
  void literal(char quote);
  void raw_string();
  void word();

  std::string_view text_;
  std::size_t at_ = 0;
  CodeLines result_;
  std::string bytes_;  // what is hashed
  std::string blanked_;
  std::string line_text_;  // of the line under way, comments blanked
  bool has_code_ = false;
  bool is_continued_ = false;          // the line before ends in a backslash
  bool is_joined_by_comment_ = false;  // a comment that began behind code on a line before reaches into this one
  bool is_in_raw_string_ = false;
  LineKind last_kind_ = LineKind::kPlain;
  std::uint32_t line_ = 0;
};

// Words only: what stands in literals counts too, which is on the safe side.
LineKind kind_of_line(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\f\v\r");
  if (first == std::string_view::npos) return LineKind::kPlain;
  if (line[first] == '#' || line.substr(first, 2) == "%:") {
    const std::size_t name = line.find_first_not_of(" \t", first + 1);
    if (line[first] != '#' || name == std::string_view::npos) return LineKind::kLeaky;
    const bool is_macro = line.substr(name).starts_with("define ") || line.substr(name).starts_with("undef ");
    return is_macro ? LineKind::kMacro : LineKind::kLeaky;
  }
  LineKind kind = LineKind::kPlain;
  for (std::size_t at = first; at < line.size();) {
    if (line[at] == ';') {
      const std::size_t next = line.find_first_not_of(" \t\r;}", at + 1);
      if (next != std::string_view::npos) kind = LineKind::kOpaque;
    }
    if (!is_word(line[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < line.size() && is_word(line[at])) ++at;
    const std::string_view word = line.substr(begin, at - begin);
    for (const std::string_view leaky : {"_Pragma", "__pragma", "__COUNTER__", "import", "module", "export", "asm"}) {
      if (word == leaky) return LineKind::kLeaky;
    }
    for (const std::string_view opaque : {"using", "namespace", "template", "friend"}) {
      if (word == opaque) kind = LineKind::kOpaque;
    }
    if (word == "extern" && line.find('"') != std::string_view::npos) kind = LineKind::kOpaque;
  }
  return kind;
}

std::uint32_t Scanner::print() {
  LineKind kind = kind_of_line(line_text_);
  if (is_in_raw_string_) kind = LineKind::kLeaky;
  if (is_continued_) kind = last_kind_ == LineKind::kMacro ? LineKind::kMacro : LineKind::kLeaky;
  last_kind_ = kind;
  const auto hash = static_cast<std::uint32_t>(base::hash64(line_text_ + (is_joined_by_comment_ ? "\1" : "")));
  const bool continues = is_continued_ || is_joined_by_comment_ || is_in_raw_string_;
  return (hash & ~7U) | (continues ? 4U : 0U) | static_cast<std::uint32_t>(kind);
}

void Scanner::end_line() {
  blanked_.append(line_text_).push_back('\n');
  if (!is_in_raw_string_) {
    while (!line_text_.empty() && std::isspace(static_cast<unsigned char>(line_text_.back())) != 0)
      line_text_.pop_back();
  }
  const bool continues = !line_text_.empty() && line_text_.back() == '\\';
  if (has_code_ || is_continued_ || is_in_raw_string_) {
    result_.lines.push_back(line_);
    result_.prints.push_back(print());
    bytes_ += line_text_;
    bytes_ += is_joined_by_comment_ ? "\1\n" : "\n";
  }
  is_joined_by_comment_ = false;
  is_continued_ = continues;
  line_text_.clear();
  has_code_ = false;
  ++line_;
}

void Scanner::line_comment() {
  while (at_ < text_.size() && text_[at_] != '\n') {
    // A comment that goes on on the next line: not worth following.
    if (text_[at_] == '\\') {
      const std::size_t next = text_.find_first_not_of(" \t\r", at_ + 1);
      if (next == std::string_view::npos || text_[next] == '\n') result_.is_movable = false;
    }
    blank();
  }
}

void Scanner::block_comment() {
  const bool is_behind_code = has_code_ || is_continued_;
  blank();
  blank();
  while (at_ < text_.size()) {
    if (text_[at_] == '*' && peek(1) == '/') {
      blank();
      blank();
      return;
    }
    if (text_[at_] == '*' && peek(1) == '\\') result_.is_movable = false;
    if (text_[at_] == '\n') {
      new_line();
      is_joined_by_comment_ |= is_behind_code;
    } else {
      blank();
    }
  }
}

void Scanner::literal(char quote) {
  code(quote);
  while (at_ < text_.size() && text_[at_] != '\n') {
    const char c = text_[at_];
    if (c == '\\' && at_ + 1 < text_.size() && peek(1) != '\n') {
      code(c);
      code(text_[at_]);
      continue;
    }
    code(c);
    if (c == quote) return;
  }
  // It ends with its line: an apostrophe in text that is left out, or a continued literal.
  if (!line_text_.empty() && line_text_.back() == '\\') result_.is_movable = false;
}

void Scanner::raw_string() {
  const std::size_t open = text_.find('(', at_);
  if (open == std::string_view::npos || open - at_ - 1 > kMaxDelimiter) {
    result_.is_movable = false;
    return code(text_[at_]);
  }
  std::string end = ")";
  end.append(text_.substr(at_ + 1, open - at_ - 1)).push_back('"');
  const std::size_t close = text_.find(end, open);
  const std::size_t last = close == std::string_view::npos ? text_.size() : close + end.size();
  is_in_raw_string_ = true;
  while (at_ < last) {
    if (text_[at_] != '\n') {
      code(text_[at_]);
      continue;
    }
    is_in_raw_string_ = true;
    new_line();
  }
  is_in_raw_string_ = false;
  has_code_ = true;
}

void Scanner::word() {
  const std::size_t begin = at_;
  while (at_ < text_.size() && (is_word(text_[at_]) || (text_[at_] == '\'' && is_word(peek(1)) &&
                                                        std::isdigit(static_cast<unsigned char>(text_[begin])) != 0))) {
    code(text_[at_]);
  }
  const std::string_view name = text_.substr(begin, at_ - begin);
  if (name == "__LINE__" || name == "__builtin_LINE" || name == "source_location") result_.is_movable = false;
  if (at_ >= text_.size() || text_[at_] != '"') return;
  if (name == "R" || name == "u8R" || name == "uR" || name == "UR" || name == "LR") raw_string();
}

void Scanner::step() {
  const char c = text_[at_];
  if (c == '\n') return new_line();
  if (c == '/' && peek(1) == '/') return line_comment();
  if (c == '/' && peek(1) == '*') return block_comment();
  if (c == '/' && peek(1) == '\\') result_.is_movable = false;  // "/\<newline>/": a comment, too
  if (c == '"' || c == '\'') return literal(c);
  if (is_word(c)) return word();
  if (c == '\r' && peek(1) != '\n') result_.is_movable = false;  // a line of its own to others
  if (c == '?' && peek(1) == '?') result_.is_movable = false;    // trigraphs
  if (c == '<') {
    // "#include <a//b>": what looks like a comment is none.
    const std::string_view before(line_text_);
    const std::size_t first = before.find_first_not_of(" \t");
    if (first != std::string_view::npos && before[first] == '#') {
      while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '>') code(text_[at_]);
      return;
    }
  }
  code(c);
}

void put(std::string& bytes, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<char>(value | 0x80));
  bytes.push_back(static_cast<char>(value));
}

bool take(std::string_view& bytes, std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

}  // namespace

std::string without_comments(std::string_view text) { return Scanner(text).blanked(); }

CodeLines find_code_lines(std::string_view text) { return Scanner(text).run(); }

std::string encode_code_lines(const CodeLines& lines, bool with_prints) {
  std::string bytes;
  put(bytes, kFormat);
  put(bytes, lines.hash);
  put(bytes, lines.line_count);
  put(bytes, lines.is_movable ? 1 : 0);
  put(bytes, with_prints ? lines.prints.size() : 0);
  for (std::size_t i = 0; with_prints && i < lines.prints.size(); ++i) {
    for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(lines.prints[i] >> shift));
  }
  // Runs: lines without code, then lines with.
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < lines.lines.size();) {
    std::size_t end = i + 1;
    while (end < lines.lines.size() && lines.lines[end] == lines.lines[end - 1] + 1) ++end;
    put(bytes, lines.lines[i] - next);
    put(bytes, end - i);
    next = lines.lines[end - 1] + 1;
    i = end;
  }
  return bytes;
}

std::optional<CodeLines> decode_code_lines(std::string_view bytes) {
  CodeLines lines;
  std::uint64_t format = 0;
  std::uint64_t count = 0;
  std::uint64_t is_movable = 0;
  if (!take(bytes, format) || format != kFormat || !take(bytes, lines.hash) || !take(bytes, count) ||
      !take(bytes, is_movable) || count > UINT32_MAX) {
    return std::nullopt;
  }
  lines.line_count = static_cast<std::uint32_t>(count);
  lines.is_movable = is_movable == 1;
  std::uint64_t prints = 0;
  if (!take(bytes, prints) || prints > count || bytes.size() < prints * 4) return std::nullopt;
  for (std::uint64_t i = 0; i < prints; ++i) {
    std::uint32_t print = 0;
    for (unsigned byte = 0; byte < 4; ++byte)
      print |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[byte])) << (8 * byte);
    lines.prints.push_back(print);
    bytes.remove_prefix(4);
  }
  std::uint64_t next = 0;
  while (!bytes.empty()) {
    std::uint64_t skipped = 0;
    std::uint64_t run = 0;
    if (!take(bytes, skipped) || !take(bytes, run) || run > count || skipped > count || next + skipped + run > count) {
      return std::nullopt;
    }
    next += skipped;
    for (; run > 0; --run) lines.lines.push_back(static_cast<std::uint32_t>(next++));
  }
  if (prints != 0 && prints != lines.lines.size()) return std::nullopt;
  return lines;
}

std::optional<LineMap> LineMap::between(const CodeLines& before, const CodeLines& after) {
  if (before.hash != after.hash || before.lines.size() != after.lines.size()) return std::nullopt;
  if (!before.is_movable || !after.is_movable) return std::nullopt;
  LineMap map;
  map.before_ = before.lines;
  map.after_ = after.lines;
  return map;
}

std::optional<std::uint32_t> LineMap::map(std::uint32_t line) const {
  const auto found = std::lower_bound(before_.begin(), before_.end(), line);
  if (found == before_.end() || *found != line) return std::nullopt;
  return after_[static_cast<std::size_t>(found - before_.begin())];
}

}  // namespace cairn::index
