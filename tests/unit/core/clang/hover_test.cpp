#include <catch2/catch.hpp>

#include <fmt/format.h>

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

std::string expands_to(const std::string& text) { return "\n\nExpands to\n\n" + code(text); }

TEST_CASE("hover shows a function's signature and comment", "[clang]") {
  check("// Adds two numbers.\nint add(int a, int b) { return a + b; }\nint x = $0add(1, 2);\n",
        code("int add(int a, int b)") + "\n\nAdds two numbers.");
}

TEST_CASE("hover names the scope of a member", "[clang]") {
  check("namespace n { struct S { int field; }; }\nint f(n::S s) { return s.$0field; }\n",
        code("int field") + "\n\nin `n::S`\n\nOffset: 0 bytes, size: 4 bytes, alignment: 4 bytes");
}

TEST_CASE("hover on auto shows the deduced type", "[clang]") {
  check("struct S {}; S make(); $0auto s = make();\n", code("S"));
}

TEST_CASE("hover on a lambda's variable shows how to call it", "[clang]") {
  Fixture fixture;
  fixture.open("auto f = [](int x, const char*) { return x > 0; }; bool b = $0f(1, nullptr);\n");
  CHECK(fixture.hover().find("Call: `bool (int x, const char *)`") != std::string::npos);
  fixture.open("void g() { const auto& f = [] {}; $0f(); }\n");
  CHECK(fixture.hover().find("Call: `void ()`") != std::string::npos);
  fixture.open("auto f = [](auto x, int y) { return x + y; }; int i = $0f(1, 2);\n");
  CHECK(fixture.hover().find("x, int y)`") != std::string::npos);
}

TEST_CASE("hover on a variable declared with auto shows its type", "[clang]") {
  check("unsigned long f(); auto x = f(); auto y = $0x;\n", code("unsigned long x"));
}

TEST_CASE("hover on a macro shows its definition and what the use becomes", "[clang]") {
  check("#define TWICE(x) ((x) * 2)\nint n = $0TWICE(1);\n",
        code("#define TWICE(x) ((x) * 2)") + expands_to("((1) * 2)"));
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

TEST_CASE("hover on a constant macro shows it once, and on its definition or #ifdef no expansion", "[clang]") {
  check("#define M 1\nint x = $0M;\n", code("#define M 1"));
  check("#define F(x) x\n#ifdef $0F\n#endif\n", code("#define F(x) x"));
  check("#define $0F(x) x\nint y = F(1);\n", code("#define F(x) x"));
}

TEST_CASE("hover on a macro that becomes nothing says so", "[clang]") {
  check("#define M\n$0M int x;\n", code("#define M") + "\n\nExpands to nothing");
}

TEST_CASE("hover on a macro follows macros, pastes and makes strings", "[clang]") {
  check("#define CAT(a, b) a##b\nint CAT(x, y);\nint z = $0CAT(x, y);\n",
        code("#define CAT(a, b) a##b") + expands_to("xy"));
  check("#define STR(x) #x\nconst char* s = $0STR(a \"b\\n\");\n",
        code("#define STR(x) #x") + expands_to(R"("a \"b\\n\"")"));
  check("#define A B + 1\n#define B 2\nint x = $0A;\n", code("#define A B + 1") + expands_to("2 + 1"));
}

TEST_CASE("hover on a macro that names itself ends", "[clang]") {
  check("int f(int);\n#define f(x) f(x + 1)\nint y = $0f(f(2));\n",
        code("#define f(x) f(x + 1)") + expands_to("f(f(2 + 1) + 1)"));
}

TEST_CASE("hover on a macro with a variable number of arguments", "[clang]") {
  check("int g(int, ...);\n#define L(n, ...) g(n, ##__VA_ARGS__)\nint x = $0L(1);\nint y = L(1, 2, 3);\n",
        code("#define L(n, ...) g(n, ##__VA_ARGS__)") + expands_to("g(1)"));
  check("int g(int, ...);\n#define L(n, ...) g(n, ##__VA_ARGS__)\nint y = $0L(1, 2, 3);\n",
        code("#define L(n, ...) g(n, ##__VA_ARGS__)") + expands_to("g(1, 2, 3)"));
}

TEST_CASE("hover on a macro of a header expands with the header's macros", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "#define SIZE 4\n#define BYTES(n) ((n) * SIZE)\n");
  fixture.open("#include \"a.h\"\nint x = $0BYTES(2);\n");
  CHECK(fixture.hover() == code("#define BYTES(n) ((n) * SIZE)") + expands_to("((2) * 4)"));
}

TEST_CASE("hover on a macro that grows out of hand shows no expansion", "[clang]") {
  std::string text = "#define X0 ;\n";
  for (int i = 1; i < 16; ++i) text += fmt::format("#define X{} X{} X{}\n", i, i - 1, i - 1);
  check(text + "void f() { $0X15 }\n", code("#define X15 X14 X14"));
}

TEST_CASE("hover on a member says who may name it", "[clang]") {
  check("class C { void $0f(); };\n", code("void f()") + "\n\nin `C`, private");
  check("class C { protected: void $0f(); };\n", code("void f()") + "\n\nin `C`, protected");
}

TEST_CASE("hover shows the type behind an alias", "[clang]") {
  check("typedef unsigned long size; size $0n = 1;\n", code("size n = 1") + "\n\nType: `size` (aka `unsigned long`)");
  check("using P = int*; P $0f();\n", code("P f()") + "\n\nResult: `P` (aka `int *`)");
  check("using A = int; using $0B = A;\n",
        code("using B = A") + "\n\nType: `A` (aka `int`)\n\nSize: 4 bytes, alignment: 4 bytes");
}

TEST_CASE("hover shows the value of constants, masks in hexadecimal", "[clang]") {
  check("constexpr int k = 2 + 3; int x = $0k;\n", code("constexpr int k = 2 + 3") + "\n\nValue: `5`");
  check("const unsigned m = 1u << 12; auto x = $0m;\n",
        code("const unsigned int m = 1U << 12") + "\n\nValue: `4096 (0x1000)`");
  check("struct S { static const int n = -4; }; int x = S::$0n;\n",
        code("static const int n = -4") + "\n\nin `S`\n\nValue: `-4`");
  check("constexpr bool b = 1 > 2; bool x = $0b;\n", code("constexpr bool b = 1 > 2") + "\n\nValue: `false`");
  check("constexpr double d = 1.0 / 4; double x = $0d;\n", code("constexpr double d = 1. / 4") + "\n\nValue: `0.25`");
}

TEST_CASE("hover shows no value of what may change or depends", "[clang]") {
  check("int $0x = 3;\n", code("int x = 3"));
  check("template <int N> struct S { static const int $0n = N; };\n", code("static const int n = N") + "\n\nin `S`");
}

TEST_CASE("hover on an enumerator of an unsigned type shows its mask", "[clang]") {
  check("enum E : unsigned { $0kTop = 0x80000000u };\n",
        code("kTop = 2147483648") + "\n\nin `E`\n\nValue: `2147483648 (0x80000000)`");
  check("enum E { $0kLow = -5 };\n", code("kLow = -5") + "\n\nin `E`");
}

TEST_CASE("hover on types shows their size", "[clang]") {
  check("struct S { char c; int i; }; $0S s;\n", code("struct S") + "\n\nSize: 8 bytes, alignment: 4 bytes");
  check("enum class E : char { kA }; $0E e;\n", code("enum class E : char") + "\n\nSize: 1 byte, alignment: 1 byte");
  check("struct $0S;\n", code("struct S"));
}

TEST_CASE("hover on fields shows where they lie", "[clang]") {
  check("struct S { char c; int $0i; };\n",
        code("int i") + "\n\nin `S`\n\nOffset: 4 bytes, size: 4 bytes, alignment: 4 bytes");
  check("struct S { int a : 3; unsigned $0b : 5; };\n",
        code("unsigned int b : 5") + "\n\nin `S`\n\nOffset: 0 bytes and 3 bits, width: 5 bits");
  check("template <class T> struct S { T a; int $0b; };\n", code("int b") + "\n\nin `S`");
}

TEST_CASE("hover on a string shows its type and size", "[clang]") {
  check("const char* s = $0\"h\u00e9\";\n", code("const char[4]") + "\n\nSize: 4 bytes");
  check("auto s = $0u\"ab\";\n", code("const char16_t[3]") + "\n\nSize: 6 bytes");
}

TEST_CASE("hover on this shows its type", "[clang]") {
  check("struct S { const S* f() const { return $0this; } };\n", code("const S *"));
}

TEST_CASE("hover shows template heads, constraints and default arguments", "[clang]") {
  check("template <class T, int N = 3> requires (N > 1) T f(T t, int* p = nullptr);\nint x = $0f(1);\n",
        code("template <class T, int N = 3> requires (N > 1) T f(T t, int *p = nullptr)"));
  check("template <class T> concept C = sizeof(T) > 1;\ntemplate <$0C T> void f();\n",
        code("template <class T> concept C = sizeof(T) > 1"));
  check("template <class T> concept C = true;\ntemplate <C T> void $0f(T t);\n", code("template <C T> void f(T t)"));
}

TEST_CASE("hover breaks a long parameter list", "[clang]") {
  check(
      "int call(const char* name_of_the_function, unsigned long count = 42, void (*callback)(int, int) = nullptr);\n"
      "int x = $0call(\"\");\n",
      code("int call(\n    const char *name_of_the_function,\n    unsigned long count = 42,\n"
           "    void (*callback)(int, int) = nullptr)"));
}

TEST_CASE("hover on constructions shows the constructor", "[clang]") {
  check("struct S { S(int, double d = 1); }; auto s = $0S(1);\n", code("S(int, double d = 1)") + "\n\nin `S`");
}

TEST_CASE("hover on an overloaded operator shows it", "[clang]") {
  check("struct S { S operator+(const S&) const; }; S f(S a) { return a $0+ a; }\n",
        code("S operator+(const S &) const") + "\n\nin `S`");
}

TEST_CASE("hover on structured bindings and deduced results shows types", "[clang]") {
  check("struct P { int a; double b; }; double f(P p) { const auto& [x, y] = p; return $0y; }\n",
        code("const double y") + "\n\nin `f`");
  check("decltype(auto) f() { return 1u; }\nauto x = $0f();\n", code("unsigned int f()"));
  check("int* g(); const auto* p = g(); const void* q = $0p;\n", code("const int * p"));
}

TEST_CASE("hover on a namespace alias shows the namespace", "[clang]") {
  check("namespace a::b { int x; } namespace c = a::b; int y = $0c::x;\n", code("namespace c = a::b"));
}

TEST_CASE("hover on a label", "[clang]") { check("void f() { goto $0end; end: return; }\n", code("end:")); }

TEST_CASE("hover takes the comment of the declaration that has one", "[clang]") {
  check("/// In the header.\nint f();\nint $0f() { return 1; }\n", code("int f()") + "\n\nIn the header.");
  check("int f();\n/// At the definition.\nint f() { return 1; }\nint x = $0f();\n",
        code("int f()") + "\n\nAt the definition.");
}

TEST_CASE("hover reads a comment behind a member", "[clang]") {
  check("enum E {\n  $0kA,  ///< The first.\n};\n", code("kA = 0") + "\n\nin `E`\n\nThe first.");
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
