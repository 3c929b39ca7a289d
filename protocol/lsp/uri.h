// File URIs (RFC 8089) and the absolute paths they stand for.
#pragma once

#include <string>
#include <string_view>

#include "platform/base/result.h"

namespace cairn::lsp {

// The path of a "file" URI, percent-decoded, as bytes. The host must be empty or
// "localhost". '?' and '#' are ordinary bytes, as in clangd, because clients forget
// to encode them. Errors: kUnsupported for other schemes, other hosts and Windows
// forms (drive letter, UNC); kInvalidArgument for a broken escape, a NUL or a
// relative path.
Result<std::string> path_from_uri(std::string_view uri);

// "file://" and the path, with all bytes encoded but letters, digits and "-._~/:".
// REQUIRES: `path` is absolute.
std::string uri_from_path(std::string_view path);

}  // namespace cairn::lsp
