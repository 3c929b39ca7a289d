// What of a source text an editor can fold away.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/text/source_tokens.h"

namespace cairn::text {

enum class FoldKind : std::uint8_t { kCode, kComment, kImports, kRegion };

// From the end of what stays to be seen to the beginning of what stays to be seen next,
// as byte offsets: for a block, what is between its braces.
struct Fold {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  FoldKind kind = FoldKind::kCode;
  // The line of `end` has something to be seen behind it, such as a closing brace.
  bool keeps_last_line = false;
};

// Pairs of brackets, branches of #if, comments (line comments in a row are one), groups
// of #include, `#pragma region`, `// region`, and what goes over lines otherwise. Only
// those that contain a line's end, in the order of `begin`, outer ones first.
// `tokens` are those of `text`. Pure and thread-safe.
std::vector<Fold> find_folds(std::string_view text, const std::vector<SourceToken>& tokens);

}  // namespace cairn::text
