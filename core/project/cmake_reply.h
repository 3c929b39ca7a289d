// What CMake has written about a build folder's targets: the replies of its file API.
// Format: https://cmake.org/cmake/help/latest/manual/cmake-file-api.7.html (codemodel, version 2)
#pragma once

#include <string>
#include <vector>

#include "platform/base/result.h"

namespace cairn::project {

// One target of the build.
struct CMakeTarget {
  std::string name;
  std::string type;                  // as CMake has it: "EXECUTABLE", "STATIC_LIBRARY", …
  std::vector<std::string> sources;  // that are compiled; absolute, normalised
  std::vector<std::string> needs;    // names of the targets that are built before it
};

// The targets of the first configuration in the newest reply in BUILD_FOLDER/.cmake/api/v1/reply. CMake writes replies
// only where something has asked for them; Cairn runs no CMake and asks for none. kNotFound: there is no reply with
// targets. kCorrupt, kTooLarge, kIo: there is one that cannot be used. Bounds: 100,000 targets, 32 MiB a file, 1 GiB in
// all. Blocks; thread-safe.
Result<std::vector<CMakeTarget>> read_cmake_reply(const std::string& build_folder);

}  // namespace cairn::project
