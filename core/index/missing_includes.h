// Whether an include that a unit did not find can be found now.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/index/file_states.h"
#include "core/project/compile_command.h"

namespace cairn::index {

// Looks for each of `missing`, as spelled, in the folders that the command names and in those
// of `files` (absolute). May say yes where clang would not look: that costs one parse.
bool is_any_there(FileStates& states, std::span<const std::string> missing, const project::CompileCommand& command,
                  const std::vector<std::string>& files);

}  // namespace cairn::index
