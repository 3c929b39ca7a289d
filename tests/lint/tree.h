// The files of a source tree, read for the rules.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace cairn::lint {

// Path relative to the top, with '/', and the file's bytes. Sorted by path.
using Tree = std::map<std::string, std::string, std::less<>>;

// Reads every file below `root` that git would keep: without .git, build, caches and editors' swap files at
// whatever depth .gitignore names them. Throws std::filesystem::filesystem_error when `root` cannot be read.
Tree read_tree(const std::string& root);

// .h or .cpp outside tests/data, where sources are wrong on purpose.
bool is_source(std::string_view path);
bool is_header(std::string_view path);

// Text as opposed to binary: without a zero byte.
bool is_text(std::string_view bytes);

}  // namespace cairn::lint
