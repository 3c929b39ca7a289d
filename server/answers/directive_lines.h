// The lines of a source text, and the preprocessor's directives in them, as far as editing #includes needs them.
#pragma once

#include <string_view>
#include <vector>

namespace cairn::server {

// Without their line feeds; nothing behind the last. Views into `text`. Pure, as all below.
std::vector<std::string_view> lines_of(std::string_view text);

// Without blanks, tabs and carriage returns at its ends.
std::string_view trimmed(std::string_view line);

// The word behind "#", empty where there is none.
std::string_view directive_in(std::string_view line);

}  // namespace cairn::server
