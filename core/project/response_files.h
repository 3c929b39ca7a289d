// Response files: arguments that stand in a file named by "@file".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::project {

// `argv` with every @file replaced by the words of that file, also inside such
// files, up to 8 deep, 1 MiB per file, 8 MiB and 1000 files in all; relative names
// are taken from `directory`, as GCC does. A file that cannot be read, or lies beyond a
// limit, leaves its "@file" in place (GCC manual, Overall Options). Reads files;
// thread-safe.
std::vector<std::string> expand_response_files(const std::vector<std::string>& argv, std::string_view directory);

// The files, absolute, that expand_response_files() reads for these words, or would if they were there; sorted, each
// once. Empty, and without a look at the disk, where no word begins with '@'. Thread-safe.
std::vector<std::string> response_files_of(const std::vector<std::string>& argv, std::string_view directory);

}  // namespace cairn::project
