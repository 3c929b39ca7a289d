// CompileCommand: how one file is compiled, in the form a worker takes.
#pragma once

#include <string>
#include <vector>

#include "core/project/driver_call.h"

namespace cairn::project {

// Where a command came from: what `cairn doctor` and the log tell the user.
enum class CommandSource {
  kDatabase,   // an entry for this very file
  kFlagsFile,  // a compile_flags.txt
  kBorrowed,   // the entry of another file (`borrowed_from`), e.g. for a header
  kFallback,   // nothing helps: default flags
};

struct CompileCommand {
  std::string directory;               // absolute working directory
  std::vector<std::string> arguments;  // normalised: no compiler, input, output or dependency flags
  CommandSource source = CommandSource::kFallback;
  std::string borrowed_from;  // absolute path, for kBorrowed
  bool is_guess = false;      // kBorrowed by name and path alone: the lender may have nothing to do with the file
  std::string reason;         // one line for people: why this command
  std::string warning;        // one line for people: what is wrong with it; usually empty
  DriverCall driver;          // of the compiler that the command names

  bool operator==(const CompileCommand&) const = default;
};

}  // namespace cairn::project
