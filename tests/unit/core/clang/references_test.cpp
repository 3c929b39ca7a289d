#include <catch2/catch.hpp>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::require;

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

TEST_CASE("references of a function that macros' arguments call leave its qualifier out", "[clang]") {
  check(
      "namespace n { int [[f]](int); }\n#define CHECK(x) if (!(x)) { n::f(0); }\n#define TWO n::f(2)\n"
      "void g() { [[CHECK]](n::$0[[f]](1) == 1) int y = n::[[f]](2); }\n"
      "void h() { [[TWO]]; }\n");
}

TEST_CASE("references of a type are found behind using declarations", "[clang]") {
  check("typedef long [[word_t]]; namespace n { using ::[[word_t]]; } n::$0[[word_t]] x; n::[[word_t]]* y;\n");
}

TEST_CASE("references of a member template are found in all instances of its class", "[clang]") {
  check(
      "template <class T> struct V { template <class U> void [[add]](U u); };\n"
      "template <class T> template <class U> void V<T>::[[add]](U u) {}\n"
      "void g(V<int> a, V<char> b) { a.$0[[add]](1); b.[[add]](1L); b.[[add]]('c'); }\n");
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
  check(
      "struct [[S]] { [[S]](int); ~[[S]](); };\n[[S]] a(1);\nint f($0[[S]]); int x = f([[S]](1));\n[[S]]* p = new "
      "[[S]](2);\n");
}

TEST_CASE("references of a class include the names of constructors defined outside", "[clang]") {
  check("class $0[[C]] { [[C]](); ~[[C]](); };\n[[C]]::[[C]]() {}\n[[C]]::~[[C]]() {}\n");
  check("template <class T> struct $0[[V]] { [[V]](T); };\n[[V]]<int> v(1);\n");
}

TEST_CASE("references of a macro that is named where nothing is compiled", "[clang]") {
  check("#define [[M]](x) x\n#if 0\nint x = $0M(1);\n#endif\nint y = [[M]](2);\n");
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

TEST_CASE("references of a constructor are the constructions, by their variable where there is no other name",
          "[clang]") {
  check("struct S { S(); $0[[S]](int); };\nvoid f() { S [[s]]{1}; S [[t]](2); [[S]](3); new [[S]](4); S u; }\n");
}

TEST_CASE("references of an overriding method include those of the method that it overrides", "[clang]") {
  check(
      "struct B { virtual void [[f]](); };\nstruct C : B { void $0[[f]]() override; };\n"
      "void use(B& b, C& c) { b.[[f]](); c.[[f]](); }\n");
}

TEST_CASE("references of an overridden method do not include its overriders", "[clang]") {
  check("struct B { virtual void $0[[f]](); };\nstruct C : B { void f() override; };\n");
}

TEST_CASE("references through a macro's body stand where the macro is used", "[clang]") {
  check("int $0[[v]];\n#define USE v + 1\nint a = [[USE]];\nvoid f() { int b = [[USE]] + [[v]]; }\n");
}

TEST_CASE("references through a header's macro stand where the macro is used", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "extern int v;\n#define NEXT() \\\n  (v + 1)\n");
  fixture.open("#include \"a.h\"\nint x = NEXT();\nint y = $0v;\n");
  CHECK(fixture.references() == "a.h 0:11-0:12\nmain.cpp 1:8-1:12\nmain.cpp 2:8-2:9\n");
}

TEST_CASE("references of a macro include #undef, defined and the use in another macro's argument", "[clang]") {
  check("#define $0[[M]] 1\n#if defined([[M]]) && [[M]]\n#define ID(x) x\nint x = ID([[M]]);\n#endif\n#undef [[M]]\n");
}

TEST_CASE("references of a macro that was defined anew are its own", "[clang]") {
  check("#define M 1\nint x = M;\n#undef M\n#define $0[[M]] 2\nint y = [[M]];\n#undef [[M]]\n");
}

TEST_CASE("references of a field of a template are found in instances, the declaration too", "[clang]") {
  check("template <class T> struct V { T [[t]]; };\nV<char> v; char x = v.$0[[t]]; int y = V<int>().[[t]];\n");
}

TEST_CASE("references of a member include calls that are not resolved yet", "[clang]") {
  check(
      "template <class T> struct V { int $0[[size]](); };\ntemplate <class T> int f(V<T> v) { return v.[[size]](); "
      "}\n");
}

TEST_CASE("references of a destructor include calls and leave the class's name out", "[clang]") {
  check("struct S { ~$0[[S]](); };\nvoid f(S* p) { p->~[[S]](); }\n");
}

TEST_CASE("references of a class's operator new are its new expressions", "[clang]") {
  check("struct S { void* $0[[operator]] new(unsigned long); };\nS* s = [[new]] S; int* i = new int;\n");
}

TEST_CASE("references of a structured binding", "[clang]") {
  check("struct P { int a, b; };\nint f() { auto [$0[[x]], y] = P{1, 2}; [[x]] = y; return [[x]]; }\n");
}

TEST_CASE("references of a lambda's capture are the captured variable's", "[clang]") {
  check("int f(int $0[[n]]) { auto l = [&[[n]]](int m) { return m + [[n]]; }; return l(1); }\n");
}

TEST_CASE("references of a concept", "[clang]") {
  check("template <class T> concept $0[[C]] = true;\ntemplate <[[C]] T> void f(T);\nstatic_assert([[C]]<int>);\n");
}

TEST_CASE("references of a template parameter", "[clang]") {
  check("template <class $0[[T]]> struct V { [[T]] t; [[T]]* next(); };\n");
}

TEST_CASE("references of a label, and of an enumerator in a case", "[clang]") {
  check("void f() { [[out]]: goto $0[[out]]; }\n");
  check("enum E { $0[[kA]] }; int f(E e) { switch (e) { case [[kA]]: return 1; } return 0; }\n");
}

TEST_CASE("references of a name in UTF-8 have columns in UTF-16", "[clang]") {
  check("int $0[[größe]]; /* 𝄞 */ int b = [[größe]];\n");
}

TEST_CASE("references in a file with CRLF", "[clang]") { check("int $0[[x]];\r\nint y = [[x]];\r\n"); }

TEST_CASE("references in C of a tag, a designated field and a function pointer", "[clang]") {
  Fixture fixture("main.c", {});
  for (const char* text :
       {"struct $0[[s]] { int m; }; struct [[s]] x; void f(struct [[s]]* p);\n",
        "struct s { int $0[[m]]; }; struct s x = { .[[m]] = 1 }; int f(struct s* p) { return p->[[m]]; }\n",
        "static void $0[[cb]](void) {} void (*table[])(void) = { [[cb]], &[[cb]] };\n"}) {
    fixture.open(text);
    CHECK(fixture.references() == fixture.expected());
  }
}

}  // namespace
}  // namespace cairn::clang
