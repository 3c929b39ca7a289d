// Positions and ranges in a text, as people and editors count them.
#pragma once

#include <compare>
#include <cstdint>

namespace cairn::text {

// Zero-based line, and column in units of the text encoding in use where the
// value came from (base::TextEncoding); 32 bits each, because lines beyond 65,535
// and columns beyond 4,095 exist in real amalgamated sources.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  auto operator<=>(const Position&) const = default;
};

// Half-open: `end` is the position after the last character.
struct Range {
  Position start;
  Position end;
  auto operator<=>(const Range&) const = default;
};

}  // namespace cairn::text
