#include <catch2/catch.hpp>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::require;
using testing::show;

void check(std::string_view marked, const std::string& expected) {
  Fixture fixture;
  fixture.open(marked);
  CHECK(fixture.hover() == expected);
}

std::string code(const std::string& text) { return "```cpp\n" + text + "\n```"; }

TEST_CASE("hover shows a function's signature and comment", "[clang]") {
  check("// Adds two numbers.\nint add(int a, int b) { return a + b; }\nint x = $0add(1, 2);\n",
        code("int add(int a, int b)") + "\n\nAdds two numbers.");
}

TEST_CASE("hover names the scope of a member", "[clang]") {
  check("namespace n { struct S { int field; }; }\nint f(n::S s) { return s.$0field; }\n",
        code("int field") + "\n\nin `n::S`");
}

TEST_CASE("hover on auto shows the deduced type", "[clang]") {
  check("struct S {}; S make(); $0auto s = make();\n", code("S"));
}

TEST_CASE("hover on a variable declared with auto shows its type", "[clang]") {
  check("unsigned long f(); auto x = f(); auto y = $0x;\n", code("unsigned long x"));
}

TEST_CASE("hover on a macro shows its definition", "[clang]") {
  check("#define TWICE(x) ((x) * 2)\nint n = $0TWICE(1);\n", code("#define TWICE(x) ((x) * 2)"));
}

TEST_CASE("hover on an enumerator shows its value", "[clang]") {
  check("enum class Color { kRed = 3, kGreen };\nColor c = Color::$0kGreen;\n", code("kGreen = 4") + "\n\nin `Color`");
}

TEST_CASE("hover on a class shows its head only", "[clang]") {
  check("template <typename T> class Box { T t; };\n$0Box<int> b;\n", code("template <typename T> class Box"));
}

TEST_CASE("hover on a namespace shows its whole name", "[clang]") {
  check("namespace a { namespace b { int x; } }\nint y = a::$0b::x;\n", code("namespace a::b"));
}

TEST_CASE("hover on an #include shows the file's path", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "");
  fixture.open("#include \"$0a.h\"\n");
  const auto hover = require(fixture.file().hover(fixture.source().cursor));
  REQUIRE(hover.has_value());
  CHECK(hover->markdown == "`" + fixture.path("a.h") + "`");
  CHECK(show(*hover->range) == "0:9-0:14");
}

TEST_CASE("hover is about the word under the cursor", "[clang]") {
  Fixture fixture;
  fixture.open("int [[name]];\nint x = na$0me;\n");
  const auto hover = require(fixture.file().hover(fixture.source().cursor));
  REQUIRE(hover.has_value());
  CHECK(show(*hover->range) == "1:8-1:12");
}

TEST_CASE("hover just behind a name is about the name", "[clang]") {
  check("int f();\nint x = f$0();\n", code("int f()"));
}

TEST_CASE("hover on keywords, literals, comments and white space says nothing", "[clang]") {
  check("$0int x = 1;\n", "");
  check("int x = $012;\n", "");
  check("int f(int); int x = f(/* $0f */ 1);\n", "");
  check("int x;  $0  int y;\n", "");
  check("int f(int); int x = f(1$0);\n", "");
}

TEST_CASE("hover in C says struct and uses a C block", "[clang]") {
  Fixture fixture("main.c", {});
  fixture.open("struct point { int x; };\nint f(struct point p) { return $0p.x; }\n");
  CHECK(fixture.hover() == "```c\nstruct point p\n```\n\nin `f`");
}

TEST_CASE("hover never carries invalid UTF-8", "[clang]") {
  Fixture fixture;
  fixture.open("// caf\xe9\nint x;\nint y = $0x;\n");
  CHECK(base::is_valid_utf8(fixture.hover()));
}

}  // namespace
}  // namespace cairn::clang
