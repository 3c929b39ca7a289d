// Source text made fit to be shown on one line.
#pragma once

#include <string_view>

#include "core/lexical/string_arena.h"

namespace cairn::lexical {

inline constexpr std::size_t kMaxSignatureBytes = 200;

// `text` without comments and line continuations, with single spaces, at most kMaxSignatureBytes long and cut between
// characters. Borrows from `text` where that needs no change, else from the arena.
std::string_view one_line(std::string_view text, StringArena& arena);

}  // namespace cairn::lexical
