// CodeLines: where a text's code stands, so that an edit of comments alone can be told from all others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::index {

// Two texts with equal hashes have, line by line, the same code in the same columns; what differs are lines
// without code, and comments behind code or in place of blanks. So the n-th line of code of one is the n-th of
// the other, and everything clang says about one it says about the other, on other lines; but for what asks
// for its line, which `is_movable` is about.
struct CodeLines {
  std::uint64_t hash = 0;
  std::vector<std::uint32_t> lines;  // from 0: those with code, or continuing a line that ends in a backslash
  std::uint32_t line_count = 0;
  // Nothing in it names __LINE__ and its kin itself, and nothing was met that may mean something else to clang.
  bool is_movable = true;
  // Of each of `lines`: a hash of its code and columns; in the lowest two bits what kind of line it is (LineKind), in
  // the next whether it continues the line before.
  std::vector<std::uint32_t> prints;
};

// What an edit of such a line can be, from the little to the much.
enum class LineKind : std::uint8_t {
  kPlain = 0,   // at file level: a part of declarations that have rows
  kOpaque = 1,  // there, maybe something without rows: using, template, several declarations …
  kMacro = 2,   // a #define or #undef, or continues one
  kLeaky = 3,   // another directive, __COUNTER__, anything that is not understood
};
inline LineKind kind_of_print(std::uint32_t print) { return static_cast<LineKind>(print & 3U); }
inline bool continues_line(std::uint32_t print) { return (print & 4U) != 0; }

// One pass over the bytes: literals, raw strings, comments and continued lines are told apart, nothing else. Pure.
CodeLines find_code_lines(std::string_view text);

// The text with each byte of a comment as a blank, but for line breaks: places are what they were. Pure.
std::string without_comments(std::string_view text);

// As bytes for the table of units, and back; empty for bytes that are none. FORMAT.md of core/deps.
// Prints are left out unless they are wanted; decoded ones are then empty.
std::string encode_code_lines(const CodeLines& lines, bool with_prints);
std::optional<CodeLines> decode_code_lines(std::string_view bytes);

// From line to line of two texts with one hash.
class LineMap {
 public:
  // Empty if the texts differ in more than comments, or may not be moved.
  static std::optional<LineMap> between(const CodeLines& before, const CodeLines& after);
  // Empty for a line without code.
  std::optional<std::uint32_t> map(std::uint32_t line) const;
  bool moves(std::uint32_t line) const { return map(line) != line; }

 private:
  std::vector<std::uint32_t> before_;
  std::vector<std::uint32_t> after_;
};

}  // namespace cairn::index
