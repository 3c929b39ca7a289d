// ForwardPositions: lines and columns of many offsets of one text, in rising order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/text/position.h"
#include "platform/base/utf.h"

namespace cairn::clang {

// Reads every byte once, however long its line is, where a line table would count a
// line's columns from its start again for each offset. Borrows the text.
class ForwardPositions {
 public:
  // Starts at `offset`, which stands at `position`.
  ForwardPositions(std::string_view text, base::TextEncoding encoding, std::uint32_t offset, text::Position position)
      : text_(text), encoding_(encoding), offset_(offset), position_(position) {}

  // The position of an offset not before the last one asked for.
  text::Position at(std::uint32_t offset) {
    const std::size_t target = std::min<std::size_t>(offset, text_.size());
    while (offset_ < target) {
      const std::size_t newline = std::min(text_.substr(0, target).find_first_of("\r\n", offset_), target);
      position_.column +=
          static_cast<std::uint32_t>(base::encoded_length(text_.substr(offset_, newline - offset_), encoding_));
      offset_ = newline;
      if (newline < target) pass_newline();
    }
    return position_;
  }

 private:
  void pass_newline() {
    if (text_[offset_] == '\r' && offset_ + 1 < text_.size() && text_[offset_ + 1] == '\n') ++offset_;
    ++offset_;
    position_ = {position_.line + 1, 0};
  }

  std::string_view text_;
  base::TextEncoding encoding_;
  std::size_t offset_;
  text::Position position_;
};

}  // namespace cairn::clang
