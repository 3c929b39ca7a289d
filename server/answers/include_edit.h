// Where an #include belongs in a file.
#pragma once

#include <optional>
#include <string>

#include "core/model/answers.h"
#include "core/query/header_choice.h"

namespace cairn::server {

// The edit of `text`, the file at `path`, that includes the header; none if it has that include already. Columns are
// bytes, and always 0. Pure.
//
// It goes into a group of includes without blank lines in between, among those with the same brackets: into the group
// that holds the one with most leading folders in common, of several the last one, in the place that keeps the group
// sorted if it is, else behind its last. Includes in an #if count only where that is the file's guard; the header that
// is named as the file stays in front. A file without such a group gets one: angled includes in front of the quoted
// ones but behind the file's own header, quoted ones behind all; a file without includes behind its guard, #pragma
// once, or the comment at its top.
std::optional<model::Edit> include_edit(const std::string& path, const std::string& text,
                                        const query::HeaderSpelling& header);

// "<vector>" or "\"lib.h\"".
std::string to_string(const query::HeaderSpelling& header);

}  // namespace cairn::server
