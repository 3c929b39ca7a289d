#include <catch2/catch.hpp>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::require;
using testing::show;

// The highlights of what stands at $0 are the annotated ranges; one letter each: text,
// read, write.
void check(std::string_view marked, const std::string& expected, const std::string& name = "main.cpp") {
  Fixture fixture(name, name.ends_with(".c") ? std::vector<std::string>{} : std::vector<std::string>{"-std=c++20"});
  fixture.open(marked);
  std::string letters;
  std::vector<std::string> ranges;
  for (const model::Highlight& highlight : require(fixture.file().highlights(fixture.source().cursor))) {
    ranges.push_back(show(highlight.range));
    letters += "trw"[static_cast<int>(highlight.kind)];
  }
  CHECK(ranges == fixture.source().ranges);
  CHECK(letters == expected);
}

TEST_CASE("highlights of a type have the new expressions that name it", "[clang]") {
  check("typedef struct S [[S]]; struct S { int m; }; $0[[S]]* f() { return new [[S]]; }\n", "ttt");
  check("struct [[S]] { int m; }; [[S]]* f() { return new $0[[S]]; }\n", "ttt");
  check("struct S { [[S]](); }; S* f() { return new $0[[S]]; }\n", "tt");
}

TEST_CASE("highlights tell reads from writes", "[clang]") {
  check("void f() { int [[x]] = 1; [[x]] = 2; [[x]] += $0[[x]]; ++[[x]]; [[x]]--; f(); if ([[x]] == 1) {} }\n",
        "wwwrwwr");
}

TEST_CASE("writing through a pointer reads the pointer", "[clang]") {
  check("void f(int* $0[[p]]) { *[[p]] = 1; [[p]] = nullptr; [[p]][0] = 2; }\n", "trwr");
}

TEST_CASE("highlights of functions and types are text", "[clang]") {
  check("void [[f]](); void g() { $0[[f]](); }\n", "tt");
  check("struct [[S]] {}; $0[[S]] s;\n", "tt");
}

TEST_CASE("highlights stay in the main file", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "extern int x;\n");
  fixture.open("#include \"a.h\"\nint y = $0x;\n");
  CHECK(require(fixture.file().highlights(fixture.source().cursor)).size() == 1);
}

TEST_CASE("writing a part of an object or array writes it", "[clang]") {
  check("struct S { int m; int a[2]; };\nvoid f(S $0[[s]]) { [[s]].m = 1; [[s]].a[0] = 2; int x = [[s]].m; }\n",
        "twwr");
  check("void f() { int $0[[a]][3]; [[a]][1] = 2; int x = [[a]][0]; int* p = [[a]]; [[a]][x]++; }\n", "twrrw");
}

TEST_CASE("writing a member through a pointer writes the member only", "[clang]") {
  check("struct S { int m; }; void f(S* $0[[p]]) { [[p]]->m = 1; }\n", "tr");
  check("struct S { int $0[[m]]; }; void f(S* p) { p->[[m]] = 1; int x = p->[[m]]; }\n", "twr");
}

TEST_CASE("an argument for a reference or pointer that is not const is written", "[clang]") {
  check("void in(const int&); void out(int&); void f(int $0[[x]]) { in([[x]]); out([[x]]); }\n", "trw");
  check("void in(const int*); void out(int*); void f(int $0[[x]]) { in(&[[x]]); out(&[[x]]); }\n", "trw");
  check("void in(const char*); void out(char*); void f() { char $0[[b]][8]; in([[b]]); out([[b]]); }\n", "trw");
}

TEST_CASE("an address that is kept for writing is a write", "[clang]") {
  check("void f(int $0[[x]]) { int* p = &[[x]]; const int* q = &[[x]]; q = &[[x]]; p = &[[x]]; }\n", "twrrw");
}

TEST_CASE("an argument that is forwarded is read", "[clang]") {
  check("template <class T> void g(T&&); void f(int $0[[x]]) { g([[x]]); }\n", "tr");
}

TEST_CASE("operators of classes write what they change", "[clang]") {
  check(
      "struct S { S& operator=(int); S& operator+=(int); S operator+(int) const; S& operator++(); };\n"
      "void f(S $0[[s]]) { [[s]] = 1; [[s]] += 2; [[s]] + 3; ++[[s]]; }\n",
      "twwrw");
  check("struct S { int& operator[](int); }; void f(S $0[[s]]) { [[s]][0] = 1; int x = [[s]][0]; }\n", "twr");
}

TEST_CASE("an argument of a macro is written by the macro", "[clang]") {
  check("#define INC(x) x++\nvoid f(int $0[[n]]) { INC([[n]]); int m = [[n]]; }\n", "twr");
}

TEST_CASE("parentheses, conditions and commas do not hide a write", "[clang]") {
  check("void f(int $0[[x]], int y) { ([[x]]) = 1; (y ? [[x]] : y) = 2; (y, [[x]]) = 3; }\n", "twww");
}

TEST_CASE("a lambda's body writes what it captured by reference", "[clang]") {
  check("void f(int $0[[x]]) { auto l = [&[[x]]] { [[x]] = 1; return [[x]]; }; }\n", "trwr");
}

TEST_CASE("a member's initialiser writes it, in the class, the constructor and designated", "[clang]") {
  check("struct S { int $0[[m]] = 1; S() : [[m]](2) {} int f() { return [[m]]; } };\n", "wwr");
  check("struct S { int $0[[m]]; }; S s{.[[m]] = 1};\n", "tw");
  check("struct s { int $0[[m]]; }; struct s x = { .[[m]] = 1 };\n", "tw", "main.c");
}

TEST_CASE("a bit-field's width is no value", "[clang]") { check("struct S { int $0[[b]] : 3; };\n", "t"); }

TEST_CASE("structured bindings are written where they are made", "[clang]") {
  check("struct P { int a, b; }; void f() { auto [$0[[x]], y] = P{1, 2}; [[x]] = y; y = [[x]]; }\n", "wwr");
}

TEST_CASE("a write to something of unknown type is a write", "[clang]") {
  check("template <class T> void f(T $0[[t]]) { [[t]] = 1; [[t]]++; g([[t]]); }\n", "twwr");
}

TEST_CASE("a static member and a global are written in every function", "[clang]") {
  check("int $0[[n]]; void f() { [[n]] = 1; } int g() { return [[n]]; }\n", "twr");
}

TEST_CASE("return and throw highlight the exits of their function, not of lambdas in it", "[clang]") {
  check("int f(int n) { if (n) [[throw]] 1; auto l = [] { return 2; }; $0[[return]] l(); }\n", "tt");
  check("int f() { auto l = [] { $0[[return]] 2; }; return l(); }\n", "t");
}

TEST_CASE("break and continue highlight their loop", "[clang]") {
  check(
      "int f(int n) { [[for]] (;;) { if (n) $0[[continue]]; switch (n) { case 1: [[continue]]; default: break; }\n"
      "while (n) break; if (n) [[break]]; } }\n",
      "tttt");
}

TEST_CASE("break in a switch highlights the switch and its labels", "[clang]") {
  check(
      "int f(int n) { [[switch]] (n) { [[case]] 1: $0[[break]]; [[case]] 2: for (;;) break;\n"
      "[[default]]: return 1; } }\n",
      "ttttt");
}

TEST_CASE("a loop's own word highlights what leaves it", "[clang]") {
  check("void f(int n) { $0[[while]] (n) { if (n) [[break]]; [[continue]]; } }\n", "ttt");
  check("void f(int n) { $0[[do]] { [[break]]; } while (n); }\n", "tt");
}

TEST_CASE("words that leave nothing are not highlighted", "[clang]") {
  check("struct S { S() = $0default; };\n", "");
  check("const$0 int x = 1;\n", "");
}

}  // namespace
}  // namespace cairn::clang
