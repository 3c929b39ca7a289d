// Where a command looks for headers, and which it reads unasked.
#pragma once

#include <string>
#include <vector>

namespace cairn::project {

// The folders of -I, -iquote, -isystem and -idirafter among the words of a command that runs
// in `directory`: absolute, normalised, in their order. Pure.
std::vector<std::string> search_folders_of(const std::vector<std::string>& words, const std::string& directory);

// The headers of -include and -imacros, as they are spelled. Pure.
std::vector<std::string> forced_includes_of(const std::vector<std::string>& words);

}  // namespace cairn::project
