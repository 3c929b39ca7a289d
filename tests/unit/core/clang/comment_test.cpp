#include <catch2/catch.hpp>

#include "core/clang/comment.h"

namespace cairn::clang {
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

TEST_CASE("rules of dashes are not headings", "[clang]") { check("// Title\n// -----\n// Text", "Title\n\nText"); }

}  // namespace
}  // namespace cairn::clang
