#include <catch2/catch.hpp>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::require;
using testing::show;

// The references of what stands at $0 are the annotated ranges.
void check(std::string_view marked, bool include_declaration = true) {
  Fixture fixture;
  fixture.open(marked);
  CHECK(fixture.references(include_declaration) == fixture.expected());
}

TEST_CASE("references of a variable include its declaration when asked", "[clang]") {
  check("int [[x]]; int f() { [[x]] = 1; return $0[[x]]; }\n");
  check("int x; int f() { [[x]] = 1; return $0[[x]]; }\n", false);
}

TEST_CASE("references tell things of one name apart", "[clang]") {
  check("int x; void f() { int [[x]] = 1; $0[[x]]++; } int y = x;\n");
  check("void [[f]](int); void f(char); void g() { $0[[f]](1); f('c'); }\n");
}

TEST_CASE("references skip comments, strings and inactive code", "[clang]") {
  check(
      "int $0[[name]]; // name\nint f(int); int y = f(/* name */ [[name]]);\nconst char* s = \"name\";\n"
      "#if 0\nname\n#endif\n");
}

TEST_CASE("references of a template's member are found through instances, each once", "[clang]") {
  check(
      "template <class T> struct V { int [[size]]() { return n; } int n; int twice() { return 2 * [[size]](); } };\n"
      "int f(V<int> a, V<char> b) { return a.$0[[size]]() + b.[[size]](); }\n");
}

TEST_CASE("references of a class are its names, also in constructions", "[clang]") {
  check("struct [[S]] { S(int); };\n[[S]] a(1);\nint f($0[[S]]); int x = f([[S]](1));\n[[S]]* p = new [[S]](2);\n");
}

TEST_CASE("references of a macro", "[clang]") {
  check("#define [[M]] 1\n#ifdef [[M]]\nint x = $0[[M]];\n#endif\n");
  check("#define M 1\nint x = $0[[M]];\n", false);
}

TEST_CASE("references inside a macro's arguments", "[clang]") {
  check("#define ID(x) x\nint $0[[v]]; int y = ID([[v]]);\n");
}

TEST_CASE("references of an operator", "[clang]") {
  check("struct S {}; S [[operator]]+(S a, S); S f(S a) { return a $0[[+]] a; }\nint n = 1 + 1;\n");
}

TEST_CASE("references of a field include member initialisers and designators", "[clang]") {
  check("struct S { int [[m]]; S() : [[m]](1) {} int f() { return this->$0[[m]]; } };\n");
}

TEST_CASE("references of a function include the using declaration", "[clang]") {
  check("namespace n { void [[f]](); }\nusing n::[[f]];\nvoid g() { $0[[f]](); }\n");
}

TEST_CASE("references are found in headers, from before and after", "[clang]") {
  Fixture fixture;
  fixture.add("before.h", "int x;\ninline int get() { return x; }\n");
  fixture.add("after.inc", "int last = x + local;\n");
  fixture.open("#include \"before.h\"\nint local = $0x;\n#include \"after.inc\"\n");
  CHECK(fixture.references() == "after.inc 0:11-0:12\nbefore.h 0:4-0:5\nbefore.h 1:26-1:27\nmain.cpp 1:12-1:13\n");
  fixture.open("#include \"before.h\"\nint $0local = x;\n#include \"after.inc\"\n");
  CHECK(fixture.references() == "after.inc 0:15-0:20\nmain.cpp 1:4-1:9\n");
}

TEST_CASE("references in an unsaved header have the positions of its text", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "int x;\n");
  worker::ParseRequest request = fixture.request("#include \"a.h\"\nint y = x;\n");
  request.overlays.push_back({fixture.path("a.h"), "\n\n  int x;\n"});
  require(fixture.file().parse(request));
  CHECK(fixture.show(require(fixture.file().references(23, true))) == "a.h 2:6-2:7\nmain.cpp 1:8-1:9\n");
}

TEST_CASE("references of nothing are none", "[clang]") { check("int x; $0  \n"); }

std::string kinds(std::string_view marked) {
  Fixture fixture;
  fixture.open(marked);
  std::string result;
  std::vector<std::string> ranges;
  for (const model::Highlight& highlight : require(fixture.file().highlights(fixture.source().cursor))) {
    ranges.push_back(show(highlight.range));
    result += "trw"[static_cast<int>(highlight.kind)];
  }
  CHECK(ranges == fixture.source().ranges);
  return result;
}

TEST_CASE("highlights tell reads from writes", "[clang]") {
  CHECK(kinds("void f() { int [[x]] = 1; [[x]] = 2; [[x]] += $0[[x]]; ++[[x]]; [[x]]--; f(); if ([[x]] == 1) {} }\n") ==
        "wwwrwwr");
}

TEST_CASE("writing through a pointer reads the pointer", "[clang]") {
  CHECK(kinds("void f(int* $0[[p]]) { *[[p]] = 1; [[p]] = nullptr; }\n") == "trw");
}

TEST_CASE("highlights of functions and types are text", "[clang]") {
  CHECK(kinds("void [[f]](); void g() { $0[[f]](); }\n") == "tt");
  CHECK(kinds("struct [[S]] {}; $0[[S]] s;\n") == "tt");
}

TEST_CASE("highlights stay in the main file", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "extern int x;\n");
  fixture.open("#include \"a.h\"\nint y = $0x;\n");
  CHECK(require(fixture.file().highlights(fixture.source().cursor)).size() == 1);
}

}  // namespace
}  // namespace cairn::clang
