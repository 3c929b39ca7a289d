#include "server/convert/plain_text.h"

#include <catch2/catch.hpp>

namespace cairn::server {

TEST_CASE("code fences go and the code stays as it is", "[server][convert]") {
  CHECK(plain_text_from_markdown("```cpp\nint *a_b = **c; // `x`\n```") == "int *a_b = **c; // `x`");
}

TEST_CASE("emphasis and code marks go", "[server][convert]") {
  CHECK(plain_text_from_markdown("**Returns** the `size` of it.") == "Returns the size of it.");
}

TEST_CASE("escaped characters stand for themselves", "[server][convert]") {
  CHECK(plain_text_from_markdown("a \\* b \\_c\\_ \\` \\\\ \\**") == "a * b _c_ ` \\ **");
}

TEST_CASE("a lone star is no mark", "[server][convert]") { CHECK(plain_text_from_markdown("2 * 3") == "2 * 3"); }

TEST_CASE("lines between stay, lines at the end go", "[server][convert]") {
  CHECK(plain_text_from_markdown("one\n\ntwo\n\n\n") == "one\n\ntwo");
}

TEST_CASE("text after the code is text again", "[server][convert]") {
  CHECK(plain_text_from_markdown("```cpp\nint x\n```\n\n---\n\n**bold**\n") == "int x\n\n---\n\nbold");
}

TEST_CASE("nothing, a lone escape and an open fence are harmless", "[server][convert]") {
  CHECK(plain_text_from_markdown("").empty());
  CHECK(plain_text_from_markdown("\\") == "\\");
  CHECK(plain_text_from_markdown("```cpp\nint x") == "int x");
}

}  // namespace cairn::server
