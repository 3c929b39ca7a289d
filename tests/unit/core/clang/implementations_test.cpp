#include <catch2/catch.hpp>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::require;

// The implementations of what stands at $0 are the annotated ranges.
void check(std::string_view marked) {
  Fixture fixture;
  fixture.open(marked);
  CHECK(fixture.show(require(fixture.file().implementations(fixture.source().cursor))) == fixture.expected());
}

TEST_CASE("implementations of a class are all classes below it", "[clang]") {
  check(
      "struct $0B {};\nstruct [[C]] : public B {};\nstruct [[D]] final : private virtual C { int x; };\n"
      "struct E { B b; };\n");
}

TEST_CASE("implementations of a class include templates and instances", "[clang]") {
  check(
      "struct $0B {};\ntemplate <class T> struct [[E]] : B {};\ntemplate <class T> struct [[F]] : E<T> {};\nstruct "
      "[[G]] : F<int> {};\n");
}

TEST_CASE("implementations of a class template are those that derive from an instance", "[clang]") {
  check("template <class T> struct $0B {};\nstruct [[C]] : B<int> {};\n");
}

TEST_CASE("implementations of a class derived in a list of bases", "[clang]") {
  check("struct A {}; struct $0B {};\nstruct [[C]] : A, B {};\nstruct D : A {};\n");
}

TEST_CASE("implementations of a virtual method are its overriders at every level", "[clang]") {
  check(
      "struct B { virtual void $0f() = 0; void g(); };\nstruct C : B { void [[f]]() override; void g(); };\n"
      "struct D : C { void [[f]]() override {} };\n");
}

TEST_CASE("implementations of a method that is called through a pointer", "[clang]") {
  check("struct B { virtual void f(); };\nstruct C : B { void [[f]]() override; };\nvoid use(B* b) { b->$0f(); }\n");
}

TEST_CASE("implementations are definitions where there are some", "[clang]") {
  check("struct B { virtual void $0f(); };\nstruct C : B { void f() override; };\nvoid C::[[f]]() {}\n");
}

TEST_CASE("implementations of an overload are its own", "[clang]") {
  check(
      "struct B { virtual void $0f(int); virtual void f(char); };\n"
      "struct C : B { void [[f]](int) override; void f(char) override; };\n");
}

TEST_CASE("implementations of a destructor", "[clang]") {
  check("struct B { virtual ~$0B(); };\nstruct C : B { [[~C]]() override; };\n");
}

TEST_CASE("implementations of a template's method through an instance", "[clang]") {
  check("template <class T> struct B { virtual void $0f(); };\nstruct C : B<int> { void [[f]]() override; };\n");
}

TEST_CASE("implementations of what nobody derives from or overrides are none", "[clang]") {
  check("struct $0S {};\n");
  check("struct S { void $0f(); };\n");
  check("int $0x;\n");
}

TEST_CASE("implementations are found in headers", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "#pragma once\nstruct B { virtual void f(); };\nstruct C : B { void f() override; };\n");
  fixture.open("#include \"a.h\"\nstruct D : C { void f() override; };\nvoid use($0B& b);\n");
  CHECK(fixture.show(require(fixture.file().implementations(fixture.source().cursor))) ==
        "a.h 2:7-2:8\nmain.cpp 1:7-1:8\n");
}

}  // namespace
}  // namespace cairn::clang
