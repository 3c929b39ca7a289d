#include "core/index/code_lines.h"

#include <catch2/catch.hpp>

namespace cairn::index {
namespace {

bool is_same(const char* before, const char* after) {
  return LineMap::between(find_code_lines(before), find_code_lines(after)).has_value();
}

}  // namespace

TEST_CASE("edits of comments alone are told from all others", "[comments]") {
  const char* text = "int a;  // one\n/* two */\nint b = '\"';\nchar c[] = \"//\";\n";
  CHECK(is_same(text, text));
  CHECK(is_same(text, "int a;\n\n\n// more\nint b = '\"'; /* behind */\nchar c[] = \"//\";\n"));
  CHECK(is_same("/* x */ int a;\n", "        int a;\n"));
  CHECK(is_same("f(1 /* a */, 2);\n", "f(1 /* b */, 2);\n"));
  CHECK_FALSE(is_same("f(1 /* a */, 2);\n", "f(1 /* longer */, 2);\n"));
  CHECK_FALSE(is_same(text, "int a;\nint b = '\"';\nchar c[] = \"/*\";\n"));
  CHECK_FALSE(is_same("int a;\n", " int a;\n"));
  CHECK_FALSE(is_same("int a;\n", "int\na;\n"));
  CHECK_FALSE(is_same("int a; // b\nint c;\n", "int a; // b int c;\n"));
  CHECK_FALSE(is_same("int a = 1'000; // b\n", "int a = 1'001; // b\n"));
  CHECK_FALSE(is_same("a\n/*\n*/\nb\n", "a\n/*\nb\n*/\n"));
}

TEST_CASE("line breaks that end directives stay what they are", "[comments]") {
  CHECK_FALSE(is_same("#define A \\\n\nint a;\n", "#define A \\\nint a;\n"));
  CHECK_FALSE(is_same("#define A /*\n*/ 1\n", "#define A\n   1\n"));
  CHECK(is_same("#define A 1 /* x\n*/\nint b;\n", "#define A 1\nint b;\n"));
  CHECK_FALSE(is_same("// a \\\nint b;\n", "// a\nint b;\n"));
  CHECK(is_same("/// \\brief a\nint b;\n", "int b;\n"));
}

TEST_CASE("raw strings keep what looks like a comment", "[comments]") {
  CHECK_FALSE(is_same("auto a = R\"x(\n// one\n)x\";\n", "auto a = R\"x(\n// two\n)x\";\n"));
  CHECK_FALSE(is_same("auto a = R\"(\n\n)\";\n", "auto a = R\"(\n)\";\n"));
  CHECK(is_same("auto a = R\"(\n/*)\"; // one\nint b; // two\n", "auto a = R\"(\n/*)\"; // three\n// four\nint b;\n"));
}

TEST_CASE("text that asks for its line may not move", "[comments]") {
  CHECK_FALSE(is_same("int a = __LINE__;\n", "// b\nint a = __LINE__;\n"));
  CHECK_FALSE(find_code_lines("#include <a//b>\nint x = __LINE__;").is_movable);
  CHECK_FALSE(is_same("#include <a//b.h>\n", "#include <a//c.h>\n"));
}

TEST_CASE("lines of code are found again by their order", "[comments]") {
  const auto map =
      LineMap::between(find_code_lines("// head\nint a;\n\nint b;\n"), find_code_lines("int a;\nint b;\n"));
  REQUIRE(map);
  CHECK(map->map(1) == 0);
  CHECK(map->map(3) == 1);
  CHECK_FALSE(map->map(2));
  CHECK(map->moves(3));
}

TEST_CASE("code lines survive being written, and damage is seen", "[comments]") {
  const CodeLines lines = find_code_lines("\n\nint a;\nint b;\n\n// c\nint d;\n");
  const std::string bytes = encode_code_lines(lines, true);
  const auto read = decode_code_lines(bytes);
  REQUIRE(read);
  CHECK(read->lines == lines.lines);
  CHECK(read->hash == lines.hash);
  CHECK(read->line_count == lines.line_count);
  CHECK(read->is_movable);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto cut = decode_code_lines(std::string_view(bytes).substr(0, size));
    CHECK((!cut || cut->lines.size() < lines.lines.size()));
  }
  CHECK_FALSE(decode_code_lines("\xFF\xFF\xFF"));
}

}  // namespace cairn::index
