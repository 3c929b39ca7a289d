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
  Fixture fixture(name, {});
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
        "  constant k: const int\nmethod C::get: int () const\nalias A: int\n");
}

TEST_CASE("document symbols of templates", "[clang]") {
  check("main.cpp",
        "template <class T> struct V { T t; };\ntemplate <class T> T f(T);\ntemplate <class T> int v = 1;\n",
        "struct V<T>\n  field t: T\nfunction f: T (T)\nvariable v\n");
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

TEST_CASE("document symbols of C", "[clang]") {
  check("main.c", "typedef struct { int m; } t;\nstatic int f(void) { return 0; }\n",
        "alias t: struct t\nstruct t\n  field m: int\nfunction f: int (void)\n");
}

}  // namespace
}  // namespace cairn::clang
