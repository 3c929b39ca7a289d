// The header of a source file, the source of a header.
#pragma once

#include <span>
#include <string>

namespace cairn::project {

// The file that has the same name up to its suffix and is the other of source and header.
// `path` and `root` are absolute and normalised; `files` are those of the compilation
// database. Looked at are: the file's own folder; `files`; and what lies below folders
// named include, inc, src, lib and the like beside the file's own and the folders above
// it, no higher than `root` (empty: only the file's own folder and `files`). One in the
// file's own folder wins, then the one whose path has most in common: the folders above,
// and those at the end (include/net/http/url.h, src/http/url.cpp). Empty if there is none.
//
// Reads folders, at most kMaxFolders and kMaxEntries names: blocks for some milliseconds.
// Thread-safe.
std::string find_counterpart(const std::string& path, const std::string& root, std::span<const std::string> files);

}  // namespace cairn::project
