// A scan's declarations as text, for comparison.
#pragma once

#include <string>
#include <string_view>

namespace cairn::lexical {

// One line for each occurrence, "kind scope::name line:column decl|def", lines and columns from 1, in the order of
// the text.
std::string outline_of(std::string_view source);

// Checks the outline of `source`, as a failure to be shown with it.
void check_outline(std::string_view source, std::string_view expected);

}  // namespace cairn::lexical
