// The identifiers of a C or C++ text, found slowly and plainly: what the scanner of
// core/lexical is compared with. It shares no code with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::test {

// The identifiers of `text`, each once, in the order of their spelling. Follows the
// standard's phases of translation one after the other: line ends, spliced lines,
// tokens, with the names of directives and headers, messages of #error and #warning and
// the words that are keywords in both C and C++ left out. No trigraphs. Every branch of
// an #if counts. What the standards leave open is decided as clang does: white space
// between a backslash and the line's end is ignored, a literal without its end goes to
// the end of its line, a comment or raw string without its end to the end of the text.
// Bytes beyond ASCII, and $, belong to names; universal character names (\u00e9) do not.
// A suffix of a string or character literal counts as an identifier (it may be a macro),
// that of a number does not.
std::vector<std::string> slow_identifiers(std::string_view text);

}  // namespace cairn::test
