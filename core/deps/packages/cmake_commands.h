// The commands of a CMake script, as text.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::deps {

struct CMakeCommand {
  std::string name;  // in lower case
  std::uint32_t line = 0;
  std::vector<std::string> arguments;  // unquoted; variables are not replaced
};

// Calls `visit` for each command, in order; conditions, loops and functions count as what stands in them.
// The line of a command that has no end, from 0, if there is one: nothing behind it was read. Format:
// https://cmake.org/cmake/help/latest/manual/cmake-language.7.html
std::optional<std::uint32_t> visit_cmake_commands(std::string_view text,
                                                  const std::function<void(const CMakeCommand&)>& visit);

}  // namespace cairn::deps
