// TextBuffer: a text with its line table, edited in place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/position.h"
#include "platform/base/result.h"
#include "platform/base/utf.h"

namespace cairn::text {

// The text of one open document. Lines end at \n, \r\n or \r, as in LSP; the text
// may hold any bytes, also NUL and invalid UTF-8. Confined to one thread.
//
// Invariant: line_starts_ holds the byte offset of every line's first byte, begins
// with 0, and is updated with each edit in time proportional to the lines after it.
class TextBuffer {
 public:
  explicit TextBuffer(std::string text = {});

  const std::string& text() const { return text_; }
  std::uint32_t line_count() const;

  // The line's bytes without its line ending; empty for a line past the end.
  std::string_view line(std::uint32_t line) const;

  // Byte offset of a position. A column beyond the line's end clamps to that end
  // (LSP 3.17, Position); line == line_count() means the end of the text, because
  // editors name it so when they delete the last lines; a line beyond that is
  // kInvalidArgument.
  Result<std::size_t> offset_at(Position position, base::TextEncoding encoding) const;

  // Position of a byte offset; offsets past the end clamp to the end.
  Position position_at(std::size_t offset, base::TextEncoding encoding) const;

  // Replaces `range` by `replacement`. On an impossible range (start after end, line
  // out of bounds) nothing changes and the error says which field was wrong.
  Result<void> replace(Range range, base::TextEncoding encoding, std::string_view replacement);

  // Bytes held, for memory reports.
  std::size_t memory_bytes() const;

 private:
  std::string text_;
  std::vector<std::size_t> line_starts_;
  bool ascii_ = true;  // every byte is ASCII: columns equal bytes in all encodings
};

}  // namespace cairn::text
