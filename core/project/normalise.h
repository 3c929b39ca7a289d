// Turning a build's command line into arguments that libclang takes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::project {

// Splits a command string as a POSIX shell would (quotes, backslashes), without
// expansions.
std::vector<std::string> split_command(std::string_view command);

// Index of the compiler in `argv`: the first word that belongs to no wrapper (ccache,
// distcc, libtool…) and is no VAR=value in front of one; the size if there is none.
std::size_t compiler_position(const std::vector<std::string>& argv);

// `argv` of a compiler call as found in a database → arguments for libclang: the
// compiler and wrappers in front of it (ccache, distcc, libtool…), the input, -c,
// -o, dependency (-M…), PCH output and module-cache flags removed; response files
// (@file) read and inlined; -x and -std kept. Relative paths are left as they are:
// the worker passes -working-directory. If the compiler's name says C++ (c++, g++,
// clang++) and no -x is given for a .c input, the language is set accordingly.
std::vector<std::string> normalise_arguments(const std::vector<std::string>& argv, std::string_view directory,
                                             std::string_view input);

}  // namespace cairn::project
