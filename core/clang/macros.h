// Macros, of which libclang records where they are defined and used, and nothing more.
#pragma once

#include <clang-c/Index.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/clang/source_map.h"

namespace cairn::clang {

// Whether the word at `begin` is the first one behind a directive's name ("undef").
bool is_behind_directive(std::string_view text, std::size_t begin, std::string_view directive);

// The macro of this name that the file defines before `offset` and does not undefine
// until there.
std::optional<CXCursor> macro_before(SourceMap& sources, CXFile file, std::string_view name, std::size_t offset);

// The macro of this name that is known at a place of the main file: its own last one
// before that, else one of a header's.
std::optional<CXCursor> macro_at(SourceMap& sources, std::string_view name, std::size_t offset);

// What a use of `macro` in the main file becomes, on one line: `name` is the token of the
// use, its arguments are read from behind it. Worked out from the definitions that stand
// before the use and in headers; names whose definitions stand in none (built-in ones)
// stay. None for a function's macro without arguments, and for what grows out of hand.
std::optional<std::string> expand_macro(SourceMap& sources, CXCursor macro, const Token& name);

}  // namespace cairn::clang
