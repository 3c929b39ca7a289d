// CompileCommand: how one file is compiled, in the form a worker takes.
#pragma once

#include <string>
#include <vector>

namespace cairn::project {

// Where a command came from: what `cairn doctor` and the log tell the user.
enum class CommandSource {
  kDatabase,  // an entry for this very file
  kBorrowed,  // the entry of another file (`borrowed_from`), e.g. for a header
  kFallback,  // no database entry helps: default flags
};

struct CompileCommand {
  std::string directory;               // absolute working directory
  std::vector<std::string> arguments;  // normalised: no compiler, input, output or dependency flags
  CommandSource source = CommandSource::kFallback;
  std::string borrowed_from;  // absolute path, for kBorrowed

  bool operator==(const CompileCommand&) const = default;
};

}  // namespace cairn::project
