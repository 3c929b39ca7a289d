// Finding the arguments that clang refuses, so that the rest of a command written
// for another compiler can be used.
#pragma once

#include <clang-c/Index.h>

#include <string>
#include <vector>

namespace cairn::clang {

struct AcceptedArguments {
  std::vector<std::string> kept;
  std::vector<std::string> dropped;  // in the order of the command
};

// Tries `arguments` on `empty_file`, an empty file whose name gives the language of the
// real one; a try costs a few milliseconds. If it is not on disk, an overlay stands in
// (which libclang leaks when it gives no unit, so a file is better). An argument that clang names in a
// complaint is dropped; if clang gives no unit at all, the guilty ones are found by
// halving the list. What fails even so is kept: the real parse then says why.
AcceptedArguments accept_arguments(CXIndex index, const std::string& empty_file,
                                   const std::vector<std::string>& arguments);

// The argument vector that libclang gets: a driver's name, what every parse of
// Cairn's adds, and `arguments`. Borrows from `arguments` and `working_directory`.
std::vector<const char*> full_command(const std::vector<std::string>& arguments, const char* working_directory);

}  // namespace cairn::clang
