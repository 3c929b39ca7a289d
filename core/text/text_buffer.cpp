#include "core/text/text_buffer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace cairn::text {
namespace {

// Whether a line begins at byte `at`. Depends on the bytes at - 1 and at only, which
// is what makes an edit local: starts before it and after it stay as they are.
bool is_line_start(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  if (text[at - 1] == '\n') return true;
  return text[at - 1] == '\r' && (at == text.size() || text[at] != '\n');
}

// Appends every line start in [first, last] to `starts`.
void find_line_starts(std::string_view text, std::size_t first, std::size_t last, std::vector<std::size_t>& starts) {
  const std::size_t before = first == 0 ? 0 : first - 1;
  if (text.substr(before, last - before).find('\r') != std::string_view::npos) {
    for (std::size_t at = first; at <= last; ++at) {
      if (is_line_start(text, at)) starts.push_back(at);
    }
    return;
  }
  if (first == 0) starts.push_back(0);
  for (std::size_t at = text.find('\n', before); at < last; at = text.find('\n', at + 1)) starts.push_back(at + 1);
}

}  // namespace

TextBuffer::TextBuffer(std::string text) : text_(std::move(text)), ascii_(base::is_ascii(text_)) {
  find_line_starts(text_, 0, text_.size(), line_starts_);
}

std::uint32_t TextBuffer::line_count() const { return static_cast<std::uint32_t>(line_starts_.size()); }

std::string_view TextBuffer::line(std::uint32_t line) const {
  if (line >= line_starts_.size()) return {};
  const std::size_t start = line_starts_[line];
  const bool is_last = line + 1 == line_starts_.size();
  std::string_view bytes = std::string_view(text_).substr(start);
  if (is_last) return bytes;
  bytes = bytes.substr(0, line_starts_[line + 1] - start);
  if (bytes.ends_with('\n')) bytes.remove_suffix(1);
  if (bytes.ends_with('\r')) bytes.remove_suffix(1);
  return bytes;
}

Result<std::size_t> TextBuffer::offset_at(Position position, base::TextEncoding encoding) const {
  if (position.line > line_count()) {
    return unexpected(ErrorCode::kInvalidArgument,
                      fmt::format("line {} is past the end of a text of {} lines", position.line, line_count()));
  }
  if (position.line == line_count()) return text_.size();
  const std::string_view bytes = line(position.line);
  const std::size_t column = ascii_ ? std::min<std::size_t>(position.column, bytes.size())
                                    : base::byte_offset(bytes, position.column, encoding);
  return line_starts_[position.line] + column;
}

Position TextBuffer::position_at(std::size_t offset, base::TextEncoding encoding) const {
  offset = std::min(offset, text_.size());
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto index = static_cast<std::uint32_t>(after - line_starts_.begin() - 1);
  const std::string_view bytes = line(index);
  // An offset inside a line ending counts as the line's end, one inside a code point as that code point's start.
  std::size_t column = std::min(offset - line_starts_[index], bytes.size());
  if (!ascii_) {
    column = base::byte_offset(bytes, column, base::TextEncoding::kUtf8);
    column = base::encoded_length(bytes.substr(0, column), encoding);
  }
  return {.line = index, .column = static_cast<std::uint32_t>(column)};
}

Result<void> TextBuffer::replace(Range range, base::TextEncoding encoding, std::string_view replacement) {
  if (range.end < range.start) {
    return unexpected(ErrorCode::kInvalidArgument,
                      fmt::format("range.start {}:{} is after range.end {}:{}", range.start.line, range.start.column,
                                  range.end.line, range.end.column));
  }
  const Result<std::size_t> start = offset_at(range.start, encoding);
  if (!start) return unexpected(Error(start.error()).within("range.start"));
  const Result<std::size_t> end = offset_at(range.end, encoding);
  if (!end) return unexpected(Error(end.error()).within("range.end"));

  // Starts in [*start, *end] of the old text are decided by bytes that change: find them anew in the new text. Those
  // after *end only move. Byte 0 always starts a line.
  const std::size_t first = std::max<std::size_t>(*start, 1);
  const auto stale_begin = std::lower_bound(line_starts_.begin(), line_starts_.end(), first);
  const auto stale_end = std::upper_bound(stale_begin, line_starts_.end(), *end);
  text_.replace(*start, *end - *start, replacement);
  if (ascii_) ascii_ = base::is_ascii(replacement);

  std::vector<std::size_t> fresh;
  find_line_starts(text_, first, *start + replacement.size(), fresh);
  // Unsigned wrap-around makes one addition serve growing and shrinking edits.
  const std::size_t delta = replacement.size() - (*end - *start);
  for (auto moved = stale_end; delta != 0 && moved != line_starts_.end(); ++moved) *moved += delta;

  const auto overlap = std::min(stale_end - stale_begin, static_cast<std::ptrdiff_t>(fresh.size()));
  const auto written = std::copy_n(fresh.begin(), overlap, stale_begin);
  if (written != stale_end) {
    line_starts_.erase(written, stale_end);
  } else {
    line_starts_.insert(written, fresh.begin() + overlap, fresh.end());
  }
  return {};
}

std::size_t TextBuffer::memory_bytes() const {
  return sizeof(*this) + text_.capacity() + line_starts_.capacity() * sizeof(std::size_t);
}

}  // namespace cairn::text
