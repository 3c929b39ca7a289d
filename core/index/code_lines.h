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
};

// One pass over the bytes: literals, raw strings, comments and continued lines are told apart, nothing else. Pure.
CodeLines find_code_lines(std::string_view text);

// As bytes for the table of units, and back; empty for bytes that are none. FORMAT.md of core/deps.
std::string encode_code_lines(const CodeLines& lines);
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
