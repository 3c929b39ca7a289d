// Which file may include which: the one-way arrows between folders and the one owner that each library has.
// The tables in include_rules.cpp restate the house plan; a new arrow is a decision, made there.
#pragma once

#include <functional>
#include <string_view>

#include "tests/lint/violation.h"

namespace cairn::lint {

// `path` is relative to the top of the tree, `exists` tells whether a path relative to it is a file.
// Checks every #include of `source`: arrows, owners, full paths.
Violations check_includes(std::string_view path, std::string_view source,
                          const std::function<bool(std::string_view)>& exists);

}  // namespace cairn::lint
