#include <catch2/catch.hpp>

#include "core/text/comment.h"

namespace cairn::text {
namespace {

void check(const char* raw, const char* expected) { CHECK(comment_to_markdown(raw) == expected); }

TEST_CASE("comment marks of line comments are taken off", "[clang]") {
  check("// One.\n  // Two.", "One.\nTwo.");
  check("/// One.\n///\n/// Two.", "One.\n\nTwo.");
  check("//!< After.", "After.");
}

TEST_CASE("comment marks of block comments are taken off", "[clang]") {
  check("/** One.\n  * Two.\n  */", "One.\nTwo.");
  check("/* One line. */", "One line.");
  check("/*!\n   Qt style.\n*/", "Qt style.");
}

TEST_CASE("indentation inside a comment is kept", "[clang]") { check("// a\n//   b", "a\n  b"); }

TEST_CASE("comments of CRLF files have no carriage returns", "[clang]") { check("// a\r\n// b", "a\nb"); }

TEST_CASE("Doxygen commands become Markdown", "[clang]") {
  check("/** @brief Adds.\n * @param[in] a first\n * @return the sum */", "Adds.\n- `a`: first\n\nReturns: the sum");
}

TEST_CASE("parameters that are results are marked", "[clang]") {
  check("/// @param[out] p where\n/// @tparam T what\n/// @retval 0 done",
        "- `p` (out): where\n- `T`: what\n- `0`: done");
}

TEST_CASE("sections become labelled paragraphs", "[clang]") {
  check("/// Text.\n/// @note Mind.\n/// @throws Error when\n/// @see g",
        "Text.\n\nNote: Mind.\n\nThrows: `Error` when\n\nSee: g");
  check("/// @par Example\n/// Text.", "**Example**\nText.");
}

TEST_CASE("words in commands become code and emphasis", "[clang]") {
  check("/// Sets @p x, \\c y and \\a z; see \\b all.", "Sets `x`, `y` and *z*; see **all**.");
  check("/// Calls @c f().", "Calls `f()`.");
}

TEST_CASE("an address is no command", "[clang]") { check("// me@p.org", "me@p.org"); }

TEST_CASE("HTML becomes Markdown, and what only looks like it is escaped", "[clang]") {
  check("/// A <tt>map</tt> of <b>all</b>.", "A `map` of **all**.");
  check("/// A vector<int>, a < b, `x<y>`.", "A vector\\<int>, a < b, `x<y>`.");
}

TEST_CASE("code in comments becomes a block and is left alone", "[clang]") {
  check("/// Use:\n/// @code\n///   f(@p x);\n/// @endcode\n/// Done.", "Use:\n\n```cpp\n  f(@p x);\n```\n\nDone.");
  check("/// @verbatim\n/// a<b>", "```\na<b>\n```");
  check("/// ```\n/// a<b> @p\n/// ```", "```\na<b> @p\n```");
}

TEST_CASE("lists stay lists", "[clang]") { check("/// - one\n///   more\n/// @li two", "- one\n  more\n- two"); }

TEST_CASE("commands that say where a comment belongs are left out", "[clang]") {
  check("/// @file\n/// @ingroup g\n/// @{\n/// Text.", "Text.");
}

TEST_CASE("unknown commands stay", "[clang]") { check("/// \\mine x", "\\mine x"); }

TEST_CASE("rules of dashes are not headings", "[clang]") { check("// Title\n// -----\n// Text", "Title\n\nText"); }

}  // namespace
}  // namespace cairn::text
