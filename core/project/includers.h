// Who includes a header, by what stands in the files: no parse needed.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace cairn::project {

// The first of `units` (absolute paths) with an #include line that can only, or as far
// as its text tells, mean `header` (absolute, normalised): the line's path is an end of
// the header's, and no other file of that path lies beside the unit. If none has one,
// the first that includes a file of its own folder, or of the header's, that does.
// Lines in dead branches count too.
//
// Reads the first 128 KiB of regular files, at most 256 of them, each once. Blocks on
// the disk; thread-safe. Same files, same answer.
std::optional<std::string> find_includer(const std::string& header, const std::vector<std::string>& units);

}  // namespace cairn::project
