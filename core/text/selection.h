// What to select when a selection grows, step by step, around a place in a source text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/text/source_tokens.h"

namespace cairn::text {

// Half-open, in byte offsets.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool operator==(const Span&) const = default;
};

// The spans around `offset`, from the smallest to the whole text: the word; the literal
// or comment that it is in; the chain of calls and members; the argument or the
// statement; a pair of brackets, without and with them; the declaration; and so on
// outwards. Each holds the one before and is larger. At most kMaxSelectionSteps.
// `tokens` are those of `text`; `offset` is at most its size. Pure and thread-safe.
std::vector<Span> selection_spans(std::string_view text, const std::vector<SourceToken>& tokens, std::uint32_t offset);

// Brackets deeper than this are passed over, up to the whole text.
inline constexpr std::size_t kMaxSelectionSteps = 512;

}  // namespace cairn::text
