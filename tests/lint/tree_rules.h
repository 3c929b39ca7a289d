// Rules about which files there are, and what they are called.
#pragma once

#include <string_view>

#include "tests/lint/tree.h"
#include "tests/lint/violation.h"

namespace cairn::lint {

// No file or folder is named utils, helpers, common or misc: such a name says nothing and collects anything.
Violations check_name(std::string_view path);

// The top level holds what the house plan names, and dotfiles. Takes the path of any file in the tree.
Violations check_top_level(std::string_view path);

// Each folder with sources has a README.md. Below tests/, the one of the folder just below tests/ speaks for all:
// tests/unit mirrors the tree, whose folders have theirs.
Violations check_readmes(const Tree& tree);

}  // namespace cairn::lint
