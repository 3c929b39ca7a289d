#include "core/clang/indexer/unit_parse.h"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/unit/core/clang/indexer/fixture.h"

namespace cairn::clang {
namespace {

using testing::IndexedProject;

TEST_CASE("a file under two names is one file", "[indexer]") {
  IndexedProject project;
  project.add("real.h", "int f();\n");
  REQUIRE(symlink("real.h", project.path("link.h").c_str()) == 0);
  project.add("sub/x.h", "#include \"../link.h\"\n");
  project.add("main.cpp", "#include \"real.h\"\n#include \"./link.h\"\n#include \"sub/x.h\"\n");
  const ParsedUnit& unit = project.index("main.cpp");
  CHECK(unit.rows.files().size() == 3);
  CHECK(project.includes("main.cpp") == "1 \"real.h\" real.h | 2 \"./link.h\" real.h | 3 \"sub/x.h\" sub/x.h");
  CHECK(project.occurrences("real.h", "c:@F@f#") == "1:5 decl");
}

TEST_CASE("a file that is entered twice has the rows of both", "[indexer]") {
  IndexedProject project;
  project.add("items.def", "ITEM(a)\nITEM(b)\n#undef ITEM\n");
  project.add("main.cpp",
              "#define ITEM(x) int x;\n#include \"items.def\"\n#define ITEM(x) int get_##x() { return x; }\n"
              "#include \"items.def\"\n");
  project.index("main.cpp");
  CHECK(project.occurrences("items.def", "c:@a") == "1:6 def+ref+read");
  CHECK(project.occurrences("items.def", "c:@F@get_b#") == "2:1~ def+macro");
  CHECK(project.occurrences("items.def", "c:main.cpp@macro@ITEM") == "1:1 ref | 2:1 ref | 3:8 ref");
}

TEST_CASE("rows do not depend on what else a unit has", "[indexer]") {
  IndexedProject project;
  project.add("a.h", "struct A { A(); void f(); int x; };\ninline int g(A a) { a.f(); return a.x; }\n");
  project.add("one.cpp", "#include \"a.h\"\n");
  project.add("two.cpp", "struct A;\nvoid h(A&);\n#include \"a.h\"\nint k() { A a; A b = a; return g(b); }\n");
  project.index("one.cpp");
  const std::uint64_t first = project.rows_hash("a.h");
  project.index("two.cpp");
  CHECK(project.rows_hash("a.h") == first);
}

TEST_CASE("two static functions of one name in two files of one name are two symbols", "[indexer]") {
  IndexedProject project;
  project.add("a/main.cpp", "static int run() { return 1; }\nint a() { return run(); }\n");
  project.add("b/main.cpp", "static int run() { return 2; }\nint b() { return run(); }\n");
  project.index("a/main.cpp");
  CHECK(project.occurrences("a/main.cpp", "c:a/main.cpp@F@run#") == "1:12 def | 2:18 ref+call");
  project.index("b/main.cpp");
  CHECK(project.occurrences("b/main.cpp", "c:b/main.cpp@F@run#") == "1:12 def | 2:18 ref+call");
}

TEST_CASE("signatures, kinds and flags are those of the file's own declaration", "[indexer]") {
  IndexedProject project;
  project.add("x.h", "struct X {};\n");
  project.add("main.cpp",
              "namespace ns {\n[[deprecated]] void old(int a,\n         int b = 2) ;\nclass C : C2 {\n"
              "  explicit C(int v) : v_(v) { v_ = 1; }\n  int v_;\n};\n}\n");
  project.index("main.cpp", {"-std=c++20", "-DC2=public X", "-include", project.path("x.h")});
  CHECK(project.facts("main.cpp", "c:@N@ns@F@old#I#I#") == "ns::old = void old(int a, int b = 2) (deprecated)");
  CHECK(project.facts("main.cpp", "c:@N@ns@S@C@F@C#I#") == "ns::C::C = explicit C(int v)");
  CHECK(project.facts("main.cpp", "c:@N@ns@S@C") == "ns::C = class C : C2");
  CHECK(project.kind("main.cpp", "c:@N@ns@S@C") == model::SymbolKind::kClass);
  CHECK(project.kind("main.cpp", "c:@N@ns@S@C@F@C#I#") == model::SymbolKind::kConstructor);
}

TEST_CASE("what a file only mentions has a name and a kind", "[indexer]") {
  IndexedProject project;
  project.add("a.h", "namespace n { struct S { int f(); }; }\n");
  project.add("main.cpp", "#include \"a.h\"\nint x = n::S().f();\nstatic int y;\n");
  project.index("main.cpp");
  CHECK(project.facts("main.cpp", "c:@N@n@S@S@F@f#") == "f =  (mentioned)");
  CHECK(project.kind("main.cpp", "c:@N@n@S@S") == model::SymbolKind::kClass);
  CHECK(project.kind("a.h", "c:@N@n@S@S") == model::SymbolKind::kStruct);
  CHECK(project.facts("main.cpp", "c:main.cpp@y") == "y = static int y (local)");
}

TEST_CASE("extents reach from the first token of a declaration to its last", "[indexer]") {
  IndexedProject project;
  project.add("main.cpp",
              "template <class T>\nstruct V {\n  int m = 1;\n};\nint f(\n  int a) {\n  return a;\n}\n"
              "#define MAKE(n) int n##_made() { return 1; }\nMAKE(x)\nint a = 1, b = 23;\n");
  project.index("main.cpp");
  CHECK(project.extents("main.cpp", "c:@ST>1#T@V") == "1:1-4:2");
  CHECK(project.extents("main.cpp", "c:@ST>1#T@V@FI@m") == "3:3-3:12");
  CHECK(project.extents("main.cpp", "c:@F@f#I#") == "5:1-8:2");
  CHECK(project.extents("main.cpp", "c:@F@x_made#") == "10:1-10:8");
  CHECK(project.extents("main.cpp", "c:@b") == "11:1-11:18");
}

TEST_CASE("bases, overridden methods and specialisations are relations", "[indexer]") {
  IndexedProject project;
  project.add("main.cpp",
              "struct B { virtual void f(); };\nusing Alias = B;\nstruct D : Alias { void f() override; };\n"
              "template <class T> struct V { void g(); };\ntemplate <> struct V<int> { void g(); };\n"
              "struct E : V<char> {};\nenum F : unsigned {};\n");
  project.index("main.cpp");
  CHECK(project.relations("main.cpp") ==
        "c:@S@B base-of c:@S@D | c:@S@B@F@f# overridden-by c:@S@D@F@f# | c:@ST>1#T@V base-of c:@S@E | "
        "c:@ST>1#T@V specialised-by c:@S@V>#I | c:@ST>1#T@V@F@g# specialised-by c:@S@V>#I@F@g#");
}

TEST_CASE("macro lines say what is defined, undefined and tested", "[indexer]") {
  IndexedProject project;
  project.add("main.cpp",
              "#define A(x) x + B + C(B)\n#define P(a) a##_t\n#undef A\n#if defined(B) && __has_include(<C>) && C\n"
              "#endif\n#ifndef D\n#elif E\n#endif\n#if defined __has_include && (F \\\n || G)\n#endif\n");
  project.index("main.cpp");
  CHECK(project.macros("main.cpp") ==
        "1 define A B C | 2 define P ## _t | 3 undefine A | 4 test B | 4 test C | 6 test D | 7 test E | 9 test F | 9 "
        "test G | 9 test "
        "__has_include");
}

TEST_CASE("include lines lead to files as the store names them", "[indexer]") {
  IndexedProject project;
  project.add("lib/a.h", "#pragma once\n#include \"b.h\"\n");
  project.add("lib/b.h", "#ifndef B_H\n#define B_H\n#include \"a.h\"\n#endif\n");
  project.add("main.cpp", "#include <a.h>\n#include \"none.h\"\n");
  const ParsedUnit& unit = project.index("main.cpp", {"-I" + project.path("lib")});
  CHECK(project.includes("main.cpp") == "1 <a.h> lib/a.h | 2 \"none.h\" ");
  CHECK(project.includes("lib/a.h") == "2 \"b.h\" lib/b.h");
  CHECK(project.includes("lib/b.h") == "3 \"a.h\" lib/a.h");
  for (const UnitFile& file : unit.rows.files()) {
    if (file.path == "lib/a.h") CHECK((file.facts.flags & model::FileFacts::kPragmaOnce) != 0);
    if (file.path == "lib/b.h") CHECK((file.facts.flags & model::FileFacts::kIncludeGuard) != 0);
  }
}

TEST_CASE("candidates of a dependent name are what the file itself includes", "[indexer]") {
  IndexedProject project;
  project.add("eq.h", "#pragma once\nstruct A {};\nbool equal(A, A);\nbool operator==(A, A);\n");
  project.add("own.h", "#pragma once\nstruct B {};\nbool equal(B, B);\nbool operator==(B, B);\n");
  project.add("find.h",
              "#pragma once\n#include \"own.h\"\n"
              "template <class T> bool same(T a, T b) { return equal(a, b) && a == b; }\n");
  project.add("one.cpp", "#include \"eq.h\"\n#include \"find.h\"\n");
  project.add("two.cpp", "#include \"find.h\"\n#include \"eq.h\"\n");
  project.index("one.cpp");
  const std::uint64_t first = project.rows_hash("find.h");
  CHECK(project.occurrences("find.h", "c:@F@equal#$@S@B#S0_#") == "3:49 ref+call");
  CHECK(project.occurrences("find.h", "c:@F@equal#$@S@A#S0_#") == "none");
  // One that is declared in an inner namespace hides these, whoever declares it.
  CHECK(project.occurrences("find.h", "c:@F@operator==#$@S@B#S0_#") == "none");
  project.index("two.cpp");
  CHECK(project.rows_hash("find.h") == first);
}

TEST_CASE("a condition of a file that may be read again is bound to what the file makes of the name", "[indexer]") {
  IndexedProject project;
  project.add("list.def", "#ifndef EACH\n#define EACH(x) int x;\n#endif\nEACH(a)\n");
  project.add("once.h", "#ifndef ONCE\n#define ONCE\n#endif\n");
  project.add("one.cpp", "#include \"list.def\"\n#include \"once.h\"\n");
  project.add("two.cpp", "#include \"list.def\"\nnamespace n {\n#include \"list.def\"\n}\n#include \"once.h\"\n");
  project.index("one.cpp");
  CHECK(project.occurrences("list.def", "c:list.def@macro@EACH") == "1:9 test | 2:9 def | 4:1 ref");
  CHECK(project.occurrences("once.h", "c:once.h@macro@ONCE") == "2:9 def");
  project.index("two.cpp");
  CHECK(project.occurrences("list.def", "c:list.def@macro@EACH") == "1:9 test | 2:9 def | 4:1 ref");
}

TEST_CASE("bytes that are no UTF-8 do no harm", "[indexer]") {
  IndexedProject project;
  project.add("main.cpp", "int f(); // \xff\xfe\nchar c[] = \"\xff\";\nint x = f();\n");
  const ParsedUnit& unit = project.index("main.cpp");
  CHECK(unit.error_count == 0);
  CHECK(project.occurrences("main.cpp", "c:@F@f#") == "1:5 decl | 3:9 ref+call");
}

}  // namespace
}  // namespace cairn::clang
