#include <catch2/catch.hpp>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;

// The definition of what stands at $0 is the annotated range.
void check(std::string_view marked) {
  Fixture fixture;
  fixture.open(marked);
  CHECK(fixture.definition() == fixture.expected());
}

TEST_CASE("definition of a variable, a function, a field and a parameter", "[clang]") {
  check("int [[x]] = 1; int y = $0x;\n");
  check("int f(); int [[f]]() { return 1; } int y = $0f();\n");
  check("struct S { int [[m]]; }; int f(S s) { return s.$0m; }\n");
  check("int f(int [[p]]) { return $0p; }\n");
}

TEST_CASE("definition of types, aliases, enumerators and namespaces", "[clang]") {
  check("struct [[S]] {}; $0S s;\n");
  check("using [[A]] = int; $0A a;\n");
  check("enum E { [[kOne]] }; E e = $0kOne;\n");
  check("namespace [[n]] { int x; } int y = $0n::x;\n");
}

TEST_CASE("definition of a macro, from a use and from #ifdef", "[clang]") {
  check("#define [[M]] 1\nint x = $0M;\n");
  check("#define [[M]]\n#ifdef $0M\n#endif\n");
}

TEST_CASE("definition of an argument of a macro is the argument's", "[clang]") {
  check("#define ID(x) x\nint [[v]]; int y = ID($0v);\n");
}

TEST_CASE("definition of what a macro declares is the macro's use", "[clang]") {
  check("#define DECLARE int made;\n[[DECLARE]]\nint y = $0made;\n");
}

TEST_CASE("definition of a label", "[clang]") { check("void f() { goto $0end; [[end]]: return; }\n"); }

TEST_CASE("definition of a member of a template through an instance", "[clang]") {
  check(
      "template <class T> struct V { int size() const; };\n"
      "template <class T> int V<T>::[[size]]() const { return 1; }\n"
      "int f(V<int> v) { return v.$0size(); }\n");
}

TEST_CASE("definition of a specialised template is the specialisation", "[clang]") {
  check("template <class T> int f(T) { return 0; }\ntemplate <> int [[f]]<int>(int) { return 1; }\nint x = $0f(1);\n");
}

TEST_CASE("definition of a call that is not resolved yet lists the candidates", "[clang]") {
  check("void [[f]](int) {}\nvoid [[f]](char) {}\ntemplate <class T> void g(T t) { $0f(t); }\n");
}

TEST_CASE("definition on the type of a construction is the type", "[clang]") {
  check("struct [[S]] { S(int); }; $0S s(1);\n");
}

TEST_CASE("definition on a temporary's type is the constructor that is called", "[clang]") {
  check("struct S { S(); [[S]](int); }; int f(S); int x = f($0S(1));\n");
}

TEST_CASE("definition on an alias in a construction is the alias", "[clang]") {
  check("struct S { S(int); }; using [[A]] = S; int f(S); int x = f($0A(1));\n");
}

TEST_CASE("definition on a destructor's class name is the destructor", "[clang]") {
  check("struct S { ~$0S(); }; S::[[~S]]() {}\n");
}

TEST_CASE("definition of an overloaded operator", "[clang]") {
  check("struct S {}; S [[operator+]](S a, S) { return a; } S f(S a) { return a $0+ a; }\n");
}

TEST_CASE("definition on auto is the deduced type", "[clang]") {
  check("struct [[S]] {}; S make(); void f() { $0auto s = make(); }\n");
}

TEST_CASE("definition on a definition is its declaration elsewhere", "[clang]") {
  check("int [[f]]();\nint $0f() { return 1; }\n");
}

TEST_CASE("definition on a definition without another declaration is itself", "[clang]") {
  check("int $0[[f]]() { return 1; }\n");
}

TEST_CASE("definition on a declaration whose definition is not here is the declaration", "[clang]") {
  check("int [[f]](); int x = $0f();\n");
}

TEST_CASE("definition at the end of the file", "[clang]") { check("int [[x]]; int y = x$0"); }

TEST_CASE("definition in a file with syntax errors", "[clang]") {
  check("int [[x]];\nint f() { return $0x; \nint g( {\n");
}

TEST_CASE("definition on keywords and literals is nothing", "[clang]") {
  check("$0int x;\n");
  check("const char* x = \"$0x\";\n");
}

TEST_CASE("definition on an #include is the start of the included file", "[clang]") {
  Fixture fixture;
  fixture.add("sub/a.h", "int a;\n");
  fixture.open("#inc$0lude \"sub/a.h\"\n");
  CHECK(fixture.definition() == "sub/a.h 0:0-0:0\n");
  fixture.open("#include \"sub/$0a.h\"\n");
  CHECK(fixture.definition() == "sub/a.h 0:0-0:0\n");
}

TEST_CASE("definition goes into headers", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "#define M 1\nnamespace n { inline int f() { return M; } }\n");
  fixture.open("#include \"a.h\"\nint x = n::$0f();\n");
  CHECK(fixture.definition() == "a.h 1:25-1:26\n");
  fixture.open("#include \"a.h\"\nint x = $0M;\n");
  CHECK(fixture.definition() == "a.h 0:8-0:9\n");
}

TEST_CASE("declaration of a function defined here is the one in the header", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "int f();\n");
  fixture.open("#include \"a.h\"\nint f() { return 1; }\nint x = $0f();\n");
  CHECK(fixture.declaration() == "a.h 0:4-0:5\n");
  CHECK(fixture.definition() == "main.cpp 1:4-1:5\n");
}

TEST_CASE("definition in C of a struct tag, a typedef and a designated field", "[clang]") {
  Fixture fixture("main.c", {});
  fixture.open("struct [[s]] { int m; }; struct $0s x;\n");
  CHECK(fixture.definition() == fixture.expected());
  fixture.open("typedef struct { int m; } [[t]]; $0t x;\n");
  CHECK(fixture.definition() == fixture.expected());
  fixture.open("struct s { int [[m]]; }; struct s x = { .$0m = 1 };\n");
  CHECK(fixture.definition() == fixture.expected());
}

}  // namespace
}  // namespace cairn::clang
