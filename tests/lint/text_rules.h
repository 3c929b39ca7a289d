// Rules about the text of one file.
#pragma once

#include <string_view>

#include "tests/lint/violation.h"

namespace cairn::lint {

// A header has `#pragma once` and no `using namespace`. For headers only.
Violations check_header(std::string_view path, std::string_view source);

// A file of more than 800 lines says why among its first five: "long because …". For sources and headers.
Violations check_length(std::string_view path, std::string_view source);

// The name of a TEST_CASE holds no ';': CMake's lists would cut it in two, ctest would then run a test that Catch2 does
// not find, and that passes. For sources of tests.
Violations check_test_names(std::string_view path, std::string_view source);

// No text names a place on the machine that it was written on, or the host of a package registry: the tree must
// build anywhere, from whatever mirror a machine is configured for.
Violations check_places(std::string_view path, std::string_view text);

// A folder's README.md has at most 40 lines; the one at the top of the tree may be longer.
Violations check_readme_length(std::string_view path, std::string_view text);

}  // namespace cairn::lint
