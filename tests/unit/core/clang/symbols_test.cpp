#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::require;

bool inside(const text::Range& inner, const text::Range& outer) {
  return outer.start <= inner.start && inner.end <= outer.end;
}

std::string outline(const std::vector<model::DocumentSymbol>& symbols, int depth = 0) {
  static constexpr const char* kNames[] = {"namespace",  "class",          "struct",  "union",       "enum",
                                           "member",     "function",       "method",  "constructor", "destructor",
                                           "conversion", "operator",       "field",   "variable",    "constant",
                                           "alias",      "type parameter", "concept", "macro",       "file"};
  std::string lines;
  for (const model::DocumentSymbol& symbol : symbols) {
    CHECK(inside(symbol.selection_range, symbol.range));
    lines += fmt::format("{:{}}{} {}{}{}\n", "", depth * 2, kNames[static_cast<int>(symbol.kind)], symbol.name,
                         symbol.detail.empty() ? "" : ": ", symbol.detail);
    lines += outline(symbol.children, depth + 1);
  }
  return lines;
}

void check(const std::string& name, std::string_view text, const std::string& expected) {
  Fixture fixture(name, name.ends_with(".c") ? std::vector<std::string>{} : std::vector<std::string>{"-std=c++20"});
  fixture.open(text);
  CHECK(outline(require(fixture.file().document_symbols())) == expected);
}

TEST_CASE("document symbols are a tree of the file's declarations", "[clang]") {
  check("main.cpp",
        "#define LIMIT 1\nnamespace n {\nclass C {\n public:\n  C();\n  ~C();\n  int get() const;\n  operator bool();\n"
        "  bool operator==(const C&) const;\n  int field;\n};\nenum class E { kA };\nconst int k = 1;\n}\n"
        "int n::C::get() const { int local = 1; return local; }\nusing A = int;\n",
        "macro LIMIT\nnamespace n\n  class C\n    constructor C: void ()\n    destructor ~C: void ()\n"
        "    method get: int () const\n    conversion operator bool: bool ()\n"
        "    operator operator==: bool (const C &) const\n    field field: int\n  enum E\n    member kA\n"
        "  constant k: const int\nmethod n::C::get: int () const\nalias A: int\n");
}

TEST_CASE("document symbols of templates", "[clang]") {
  check("main.cpp",
        "template <class T> struct V { T t; };\ntemplate <class T> T f(T);\ntemplate <class T> int v = 1;\n",
        "struct V\n  field t: T\nfunction f: T (T)\nvariable v\n");
}

TEST_CASE("anonymous things have names in document symbols", "[clang]") {
  check("main.cpp", "namespace { int x; }\nstruct S { union { int a; }; };\nenum { kOne };\n",
        "namespace (anonymous namespace)\n  variable x: int\nstruct S\n  union (anonymous union)\n    field a: int\n"
        "enum (anonymous enum)\n  member kOne\n");
}

TEST_CASE("document symbols look through extern C and leave headers out", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "int not_here;\n");
  fixture.open("#include \"a.h\"\nextern \"C\" {\nint f();\n}\nint x;\n#include \"a.h\"\n");
  CHECK(outline(require(fixture.file().document_symbols())) == "function f: int ()\nvariable x: int\n");
}

TEST_CASE("document symbols made by a macro stand at its use", "[clang]") {
  Fixture fixture;
  fixture.open("#define MAKE(n) int n;\n\nMAKE(made)\n");
  const auto symbols = require(fixture.file().document_symbols());
  REQUIRE(symbols.size() == 2);
  CHECK(symbols[1].name == "made");
  CHECK(symbols[1].range.start.line == 2);
}

TEST_CASE("what one use of a macro declares is one symbol, called as the use reads", "[clang]") {
  check("main.cpp",
        "#define TEST(a, b) struct a##_##b { void run(); }; void a##_##b::run()\nTEST(Suite, Name) {\n}\n"
        "TEST(Suite, Other) {}\n",
        "macro TEST\nmacro TEST(Suite, Name)\n  struct Suite_Name\n    method run: void ()\n  method run: void ()\n"
        "macro TEST(Suite, Other)\n  struct Suite_Other\n    method run: void ()\n  method run: void ()\n");
}

TEST_CASE("the symbol of a macro's use reaches over all that it declares", "[clang]") {
  Fixture fixture;
  fixture.open("#define TEST(a) struct a##_t {}; void a##_f()\nTEST(x) {\n}\n");
  const auto symbols = require(fixture.file().document_symbols());
  REQUIRE(symbols.size() == 2);
  CHECK(testing::show(symbols[1].range) == "1:0-2:1");
  CHECK(testing::show(symbols[1].selection_range) == "1:0-1:4");
}

TEST_CASE("names that come from a macro's arguments are not grouped", "[clang]") {
  check("main.cpp", "#define TWO(a, b) int a; int b;\nTWO(x, y)\n", "macro TWO\nvariable x: int\nvariable y: int\n");
}

TEST_CASE("members defined outside are called as written", "[clang]") {
  check("main.cpp",
        "namespace n { struct A { struct B { void f(); static int s; }; ~A(); }; }\nvoid n::A::B::f() {}\n"
        "namespace n {\nint A::B::s = 1;\nA::~A() {}\n}\n",
        "namespace n\n  struct A\n    struct B\n      method f: void ()\n      variable s: int\n    destructor ~A: "
        "void ()\n"
        "method n::A::B::f: void ()\nnamespace n\n  variable A::B::s: int\n  destructor A::~A: void ()\n");
}

TEST_CASE("members of templates defined outside carry the arguments that are written", "[clang]") {
  check("main.cpp",
        "template <class T> struct V { V(T); void f(); };\ntemplate <class T> V<T>::V(T) {}\n"
        "template <class T> void V<T>::f() {}\n",
        "struct V\n  constructor V: void (T)\n  method f: void ()\nconstructor V<T>::V: void (T)\n"
        "method V<T>::f: void ()\n");
}

TEST_CASE("specialisations carry their arguments, primary templates none", "[clang]") {
  check("main.cpp",
        "template <class T> struct V {};\ntemplate <> struct V<char> {};\ntemplate <class T> struct V<T*> {};\n"
        "template <class T> int f(T);\ntemplate <> int f<int>(int);\nnamespace n { template <class T> struct W; }\n"
        "template <> struct n::W<int> {};\n",
        "struct V\nstruct V<char>\nstruct V<T*>\nfunction f: int (T)\nfunction f<int>: int (int)\n"
        "namespace n\n  struct W\nstruct n::W<int>\n");
}

TEST_CASE("friends that are defined in a class are symbols, others are not", "[clang]") {
  check("main.cpp", "struct S {\n  friend void f() {}\n  friend void g();\n  friend struct T;\n};\n",
        "struct S\n  function f: void ()\n");
}

TEST_CASE("forward declarations, unions, enumerations and namespace aliases are symbols", "[clang]") {
  check("main.cpp", "struct S;\nunion U { int a; };\nenum E : char { kA };\nnamespace n {}\nnamespace m = n;\n",
        "struct S\nunion U\n  field a: int\nenum E\n  member kA\nnamespace n\nnamespace m\n");
}

TEST_CASE("concepts, guides and structured bindings are symbols", "[clang]") {
  check("main.cpp",
        "template <class T> concept C = true;\ntemplate <class T> struct V { V(T); };\nV(int*) -> V<int>;\n"
        "struct P { int a, b; };\nauto [x, y] = P{1, 2};\n",
        "concept C\nstruct V\n  constructor V: void (T)\nfunction V: auto (int *) -> V<int>\nstruct P\n"
        "  field a: int\n  field b: int\nvariable x: int\nvariable y: int\n");
}

TEST_CASE("document symbols of a broken file are what could be read", "[clang]") {
  check("main.cpp", "int a;\nstruct S { int m; \nint f( {\n",
        "variable a: int\nstruct S\n  field m: int\n  method f: int ()\n");
}

TEST_CASE("document symbols in CRLF and UTF-8", "[clang]") {
  Fixture fixture;
  fixture.open("/* 𝄞 */ int größe;\r\nint b;\r\n");
  const auto symbols = require(fixture.file().document_symbols());
  REQUIRE(symbols.size() == 2);
  CHECK(testing::show(symbols[0].selection_range) == "0:13-0:18");
  CHECK(symbols[1].range.start.line == 1);
}

TEST_CASE("typedefs of unnamed structures in C are the name and the structure", "[clang]") {
  check("main.c", "typedef enum { A, B } e;\ntypedef int (*cb)(int);\nextern int x;\n",
        "alias e: enum e\nenum e\n  member A\n  member B\nalias cb: int (*)(int)\nvariable x: int\n");
}

TEST_CASE("document symbols of C", "[clang]") {
  check("main.c", "typedef struct { int m; } t;\nstatic int f(void) { return 0; }\n",
        "alias t: struct t\nstruct t\n  field m: int\nfunction f: int (void)\n");
}

}  // namespace
}  // namespace cairn::clang
