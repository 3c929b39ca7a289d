#include <catch2/catch.hpp>

#include "core/text/comment_above.h"

namespace cairn::text {
namespace {

std::string comment_at(std::string_view text, std::uint32_t line) { return comment_of_declaration(text, line, 1000); }

TEST_CASE("line comments right above a declaration belong to it", "[text]") {
  CHECK(comment_at("int a;\n// One.\n  // Two.\nint b;\n", 3) == "// One.\n// Two.");
  CHECK(comment_at("// One.\n\nint b;\n", 2).empty());
  CHECK(comment_at("int a;\nint b;\n", 1).empty());
}

TEST_CASE("a block comment right above a declaration belongs to it", "[text]") {
  CHECK(comment_at("/** One.\r\n * Two.\r\n */\r\nint b;\r\n", 3) == "/** One.\n* Two.\n*/");
  CHECK(comment_at("int a; /* of a */\nint b;\n", 1).empty());
}

TEST_CASE("a template's head may stand between comment and declaration", "[text]") {
  CHECK(comment_at("// One.\ntemplate <class T>\n[[nodiscard]]\nT f();\n", 3) == "// One.");
}

TEST_CASE("a comment behind a declaration counts where it says so", "[text]") {
  CHECK(comment_at("int a;  ///< One.\n", 0) == "///< One.");
  CHECK(comment_at("int a;  // not documentation\n", 0).empty());
}

TEST_CASE("a comment is cut at the bound, and lines beyond the text have none", "[text]") {
  CHECK(comment_of_declaration("// 123456789\nint a;\n", 1, 5) == "// 12");
  CHECK(comment_at("// One.", 7).empty());
  CHECK(comment_at("", 0).empty());
}

}  // namespace
}  // namespace cairn::text
