// A slow, obvious model of a text with lines, against which TextBuffer is compared:
// it derives everything anew from the bytes at each question.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/position.h"
#include "platform/base/utf.h"

namespace cairn::text {

struct ReferenceText {
  std::string bytes;

  struct Line {
    std::size_t start;
    std::size_t end;  // without the line ending
  };

  std::vector<Line> lines() const {
    std::vector<Line> result;
    std::size_t start = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      if (bytes[at] != '\n' && bytes[at] != '\r') continue;
      result.push_back({start, at});
      if (bytes[at] == '\r' && at + 1 < bytes.size() && bytes[at + 1] == '\n') ++at;
      start = at + 1;
    }
    result.push_back({start, bytes.size()});
    return result;
  }

  // Length in bytes of the code point at `at`; 1 for a byte that begins no valid one.
  static std::size_t step(std::string_view text, std::size_t at) {
    for (std::size_t length = 2; length <= 4 && at + length <= text.size(); ++length) {
      const auto lead = static_cast<unsigned char>(text[at]);
      const bool leads = (length == 2 && lead >> 5 == 0b110) || (length == 3 && lead >> 4 == 0b1110) ||
                         (length == 4 && lead >> 3 == 0b11110);
      if (leads && base::is_valid_utf8(text.substr(at, length))) return length;
    }
    return 1;
  }

  static std::size_t units(std::size_t step_bytes, base::TextEncoding encoding) {
    if (encoding == base::TextEncoding::kUtf8) return step_bytes;
    return encoding == base::TextEncoding::kUtf16 && step_bytes == 4 ? 2 : 1;
  }

  // REQUIRES: position.line <= lines().size().
  std::size_t offset_at(Position position, base::TextEncoding encoding) const {
    const std::vector<Line> all = lines();
    if (position.line == all.size()) return bytes.size();
    const Line line = all[position.line];
    std::size_t at = line.start;
    std::size_t column = 0;
    while (at < line.end) {
      const std::size_t length = step(std::string_view(bytes).substr(0, line.end), at);
      column += units(length, encoding);
      if (column > position.column) break;
      at += length;
    }
    return at;
  }

  Position position_at(std::size_t offset, base::TextEncoding encoding) const {
    const std::vector<Line> all = lines();
    std::size_t index = all.size() - 1;
    while (all[index].start > offset) --index;
    const Line line = all[index];
    std::size_t column = 0;
    for (std::size_t at = line.start; at < std::min(offset, line.end);) {
      const std::size_t length = step(std::string_view(bytes).substr(0, line.end), at);
      at += length;
      if (at <= offset) column += units(length, encoding);
    }
    return {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(column)};
  }
};

}  // namespace cairn::text
