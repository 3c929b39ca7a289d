// Edits that the input chooses, applied to a TextBuffer and to the slow reference.
// Input: records of 6 bytes {start line, start column, end line, end column, encoding,
// length of the replacement}, each followed by the replacement's bytes. A number of
// 255 stands for the largest there is.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>

#include "core/text/text_buffer.h"
#include "tests/unit/core/text/reference_text.h"

namespace {

using cairn::base::TextEncoding;
using cairn::text::Position;
using cairn::text::Range;

void require(bool holds) {
  if (!holds) std::abort();
}

void compare(const cairn::text::TextBuffer& buffer, const cairn::text::ReferenceText& reference,
             TextEncoding encoding) {
  require(buffer.text() == reference.bytes);
  const auto lines = reference.lines();
  require(buffer.line_count() == lines.size());
  for (std::uint32_t line = 0; line < lines.size(); ++line) {
    require(buffer.line(line).size() == lines[line].end - lines[line].start);
    require(buffer.position_at(lines[line].start, encoding) == Position{line, 0});
    require(buffer.position_at(lines[line].end, encoding) == reference.position_at(lines[line].end, encoding));
  }
}

// Every place around an edit, in every encoding, in both directions.
void compare_near(const cairn::text::TextBuffer& buffer, const cairn::text::ReferenceText& reference,
                  std::size_t offset) {
  constexpr std::size_t kReach = 6;
  const std::size_t last = std::min(reference.bytes.size(), offset + kReach);
  for (std::size_t at = offset - std::min(offset, kReach); at <= last; ++at) {
    for (const auto encoding : {TextEncoding::kUtf8, TextEncoding::kUtf16, TextEncoding::kUtf32}) {
      const Position position = reference.position_at(at, encoding);
      require(buffer.position_at(at, encoding) == position);
      require(buffer.offset_at(position, encoding).value() == reference.offset_at(position, encoding));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  cairn::text::TextBuffer buffer;
  cairn::text::ReferenceText reference;
  std::size_t at = 0;
  const auto next = [&] { return static_cast<std::uint8_t>(input[at++]); };
  const auto next_number = [&]() -> std::uint32_t {
    const std::uint8_t byte = next();
    return byte == 255 ? std::numeric_limits<std::uint32_t>::max() : byte;
  };
  while (at + 6 <= input.size() && reference.bytes.size() < 4096) {
    const Range range{{next_number(), next_number()}, {next_number(), next_number()}};
    const auto encoding = static_cast<TextEncoding>(next() % 3);
    const std::string_view replacement = input.substr(at + 1, static_cast<std::uint8_t>(input[at]) % 32);
    at += 1 + replacement.size();

    const std::size_t lines = reference.lines().size();
    const bool possible = range.start <= range.end && range.end.line <= lines;
    require(buffer.replace(range, encoding, replacement).has_value() == possible);
    if (possible) {
      const std::size_t start = reference.offset_at(range.start, encoding);
      reference.bytes.replace(start, reference.offset_at(range.end, encoding) - start, replacement);
      compare_near(buffer, reference, start);
      compare_near(buffer, reference, start + replacement.size());
    }
    compare(buffer, reference, encoding);
  }
  // The same text taken in at once.
  compare(cairn::text::TextBuffer(reference.bytes), reference, TextEncoding::kUtf16);
  return 0;
}
