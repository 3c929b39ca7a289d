// LineMap: which line of one text is which of another.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace cairn::text {

// Lines end at '\n'; the rest of them counts. Unchanged lines are found from both ends,
// then by those that each text has once, which is what people's edits leave plenty of. A
// changed stretch of as many lines as it had is taken line by line. Time and memory are
// n log n in the lines. Immutable, so thread-safe.
class LineMap {
 public:
  LineMap(std::string_view from, std::string_view to);

  // The line of the new text; none where it was removed. Also for lines that were edited in
  // place: whoever needs their bytes compares them.
  std::optional<std::uint32_t> at(std::uint32_t line) const;

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  std::vector<std::uint32_t> lines_;  // by old line
};

}  // namespace cairn::text
