// Which call a place stands in, as far as the text alone says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cairn::clang {

// An open bracket before a place, with what stands between them.
struct CallContext {
  std::size_t argument_start = 0;  // of the argument that the place is in, behind white space
  std::uint32_t argument = 0;      // how many commas of this bracket stand before it
  std::string_view name;           // the identifier before the bracket; may be empty
};

// The innermost bracket around byte `offset` that may hold arguments: round, square,
// angle, or braces of an initialiser. None inside comments, in the bodies of
// functions and lambdas, and in conditions. A comparison looks like an open angle
// bracket; clang, asked at the argument's start, answers about the call around it
// all the same. Reads a few kilobytes before the place. Borrows the text. Pure.
std::optional<CallContext> find_call(std::string_view text, std::size_t offset);

}  // namespace cairn::clang
