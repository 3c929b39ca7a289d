// Four small projects that are changed at random.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/process/changing_project.h"

namespace cairn::test {

// Code as people write it, without the standard library's headers, so that a unit takes clang some milliseconds: a
// library in C, classes and templates in C++, and includes that depend on what there is.
ProjectState c_tree();
ProjectState cpp_tree();
ProjectState include_tree();
// Five C++ units of one header; some mention nothing of it.
ProjectState library_tree();

// Lines that a random change adds to any file.
const std::vector<std::string>& spare_lines();

// Texts of the trees and others for them, both of which compile in most states: what a person edits.
const std::vector<std::pair<std::string, std::string>>& apt_edits();

}  // namespace cairn::test
