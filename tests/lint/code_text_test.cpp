#include "tests/lint/code_text.h"

#include <catch2/catch.hpp>

#include <string>

namespace cairn::lint {

TEST_CASE("comments and literals are blanked and lines stay where they are", "[lint]") {
  CHECK(blank_comments_and_literals("a // b\nc /* d\ne */ f") == "a     \nc     \n     f");
  CHECK(blank_comments_and_literals(R"x(f("a\"b", 'c'))x") == R"x(f("    ", ' '))x");
}

TEST_CASE("a raw string is blanked up to its own delimiter", "[lint]") {
  CHECK(blank_comments_and_literals("R\"y(a)\" b)y\" c") == "R" + std::string(12, ' ') + "c");
}

TEST_CASE("digit separators open no character literal", "[lint]") {
  CHECK(blank_comments_and_literals("x = 1'000; y = 'a';") == "x = 1'000; y = ' ';");
}

TEST_CASE("an unterminated comment or literal ends with the file or the line", "[lint]") {
  CHECK(blank_comments_and_literals("a /* b") == "a     ");
  CHECK(blank_comments_and_literals("a \"b\nc") == "a \" \nc");
  CHECK(blank_comments_and_literals("a \"b\\") == "a \"  ");
}

TEST_CASE("includes are found with their lines and kinds", "[lint]") {
  const auto found = find_includes("// x\n#include <vector>\n  #  include \"core/text/edit.h\"  // why\n#define A\n");
  REQUIRE(found.size() == 2);
  CHECK(found[0].line == 2);
  CHECK(found[0].name == "vector");
  CHECK_FALSE(found[0].is_quoted);
  CHECK(found[1].line == 3);
  CHECK(found[1].name == "core/text/edit.h");
  CHECK(found[1].is_quoted);
}

TEST_CASE("includes inside comments and raw strings are none", "[lint]") {
  CHECK(find_includes("/*\n#include <a>\n*/\nauto s = R\"(\n#include <b>\n)\";\n").empty());
}

}  // namespace cairn::lint
