// Paths as text. Except for real_path, nothing here asks the file system.
//
// Paths are byte strings with '/' between the components, as POSIX has them; no encoding is
// assumed. All functions are thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "platform/base/result.h"

namespace cairn::fs {

// `absolute` without ".", "..", doubled and trailing slashes. Lexical: "a/.." vanishes even where
// `a` is a symbolic link, so that a path names what the compiler's and the editor's text says. ".."
// in the root stays there; a path that does not begin with '/' is read as if it did.
std::string normalize_path(std::string_view absolute);

// `relative` seen from `directory`, normalised; an absolute `relative` stands for itself.
// REQUIRES: `directory` is absolute.
std::string join_path(std::string_view directory, std::string_view relative);

// The three parts below are views of `path`, which must outlive them (or of a literal).
// REQUIRES: `path` is normalised.

// The folder of "/a/b" is "/a"; the folder of "/a" and of "/" is "/".
std::string_view parent_path(std::string_view path);

// The last component: "b.h" of "/a/b.h"; empty for "/".
std::string_view file_name(std::string_view path);

// From the last dot of the last component on: ".gz" of "/a/b.tar.gz". Empty where there is no dot
// or only a leading one ("/a/.profile").
std::string_view extension(std::string_view path);

// Whether `path` is `root` or below it. REQUIRES: both are normalised.
bool is_within(std::string_view root, std::string_view path);

// The path with every symbolic link followed, by realpath(3). kNotFound if a component is missing.
Result<std::string> real_path(const std::string& path);

}  // namespace cairn::fs
