#include <catch2/catch.hpp>

#include <limits>

#include "core/text/text_buffer.h"
#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::require;

// `shown` is a text with its hints at their places, each between two '@'. The text
// without them must have exactly those hints.
void check(const std::string& shown, const model::InlayHintChoice& choice = {}, const std::string& name = "main.cpp",
           std::uint64_t begin = 0, std::uint64_t end = std::numeric_limits<std::uint64_t>::max()) {
  std::string text;
  bool is_hint = false;
  for (const char c : shown) {
    if (c == '@') {
      is_hint = !is_hint;
    } else if (!is_hint) {
      text += c;
    }
  }
  Fixture fixture(name, name.ends_with(".c") ? std::vector<std::string>{} : std::vector<std::string>{"-std=c++20"});
  fixture.open(text);
  const text::TextBuffer buffer(text);
  std::string found = text;
  const auto hints = require(fixture.file().inlay_hints({begin, end, choice}));
  for (auto hint = hints.rbegin(); hint != hints.rend(); ++hint) {
    found.insert(require(buffer.offset_at(hint->position, base::TextEncoding::kUtf16)), "@" + hint->label + "@");
  }
  CHECK(found == shown);
}

TEST_CASE("hints name the parameters of calls", "[clang]") {
  check("void f(int alpha, int beta);\nvoid g() { f(@alpha:@1, @beta:@2 + 3); }\n");
  check("int f(int alpha);\nint x = f(@alpha:@f(@alpha:@1));\n");
  check("void f(int a, int b);\nvoid g() { f(@a:@1, @b:@2); }\n", {}, "main.c");
}

TEST_CASE("hints name the parameters of methods and constructors", "[clang]") {
  check(
      "struct S { S(int width); void resize(int to); };\n"
      "void f() { S s(@width:@1); S t{@width:@2}; s.resize(@to:@3); new S(@width:@4); t = S(@width:@5); }\n");
  check("struct B { B(int base); };\nstruct D : B { int m; D() : B(@base:@1), m(2) {} };\n");
}

TEST_CASE("an argument that says the name needs no hint", "[clang]") {
  check("struct T { int b; } t;\nvoid f(int a, int b);\nvoid g(int a) { f(a, @b:@t.b); }\n");
  check("void f(int _a, int b_);\nvoid g(int a) { f(a, @b_:@2); }\n");
}

TEST_CASE("an argument behind a comment with the name needs no hint", "[clang]") {
  check("void f(int a, int b);\nvoid g() { f(/*a=*/1, /* b */ 2); f(/*x*/ @a:@1, @b:@2); }\n");
}

TEST_CASE("setters need no hint", "[clang]") {
  check(
      "struct S { void setWidth(int width); void set_height(int height); void set(int value); };\n"
      "void f(S s) { s.setWidth(1); s.set_height(2); s.set(@value:@3); }\n");
}

TEST_CASE("operators and literals have no hints", "[clang]") {
  check(
      "struct S {};\nS operator+(S left, S right);\nint operator\"\"_x(unsigned long long number);\n"
      "int f(S s) { s + s; return 5_x; }\n");
}

TEST_CASE("calls of objects have hints", "[clang]") {
  check("struct S { void operator()(int count); };\nvoid f(S s) { s(@count:@1); }\n");
  check("void f() { auto l@: (lambda)@ = [](int count)@-> int@ { return count; }; l(@count:@1); }\n");
}

TEST_CASE("copies and implicit conversions have no hints", "[clang]") {
  check(
      "struct S { S(int width); S(const S& other); };\nvoid g(S thing);\nvoid f(S s) { S t(s); S u = 1; g(@thing:@2); "
      "}\n");
}

TEST_CASE("parameters without names and packs have no hints", "[clang]") {
  check("void f(int, int b);\nvoid g() { f(1, @b:@2); }\n");
  check("template <class... Ts> void f(int first, Ts... rest);\nvoid g() { f(@first:@1, 2, 3); f(@first:@1, 2); }\n");
  check("void f(const char* format, ...);\nvoid g() { f(@format:@\"\", 2, 3); }\n");
}

TEST_CASE("names come from the definition if the declaration has none", "[clang]") {
  check("void f(int);\nvoid f(int named) {}\nvoid g() { f(@named:@1); }\n");
}

TEST_CASE("leading underscores are left out of names", "[clang]") {
  check("void f(int __count);\nvoid g() { f(@count:@1); }\n");
}

TEST_CASE("default arguments have no hints", "[clang]") {
  check("void f(int a, int b = 2);\nvoid g() { f(@a:@1); f(@a:@1, @b:@3); }\n");
}

TEST_CASE("what may be changed by a call is marked", "[clang]") {
  check("void f(int& out, const int& in);\nvoid g(int x, int out) { f(@&out:@x, @in:@x); f(@&:@out, @in:@1); }\n");
}

TEST_CASE("nothing is hinted in macros", "[clang]") {
  check("void f(int a, int b);\n#define CALL(x) f(x, 2)\n#define ONE 1\nvoid g() { CALL(1); f(ONE, @b:@2); }\n");
  check("#define VAR auto x = 1\nvoid g() { VAR; }\n");
}

TEST_CASE("templates have hints where the callee is known", "[clang]") {
  check("template <class T> void f(T value, int n);\nvoid g() { f(@value:@1.5, @n:@2); f<int>(@value:@1, @n:@2); }\n");
  check("void f(int n);\ntemplate <class T> void g(T t) { f(@n:@1); t.h(1); }\n");
}

TEST_CASE("std::move and forward have no hints", "[clang]") {
  check("namespace std { template <class T> T&& move(T& value); }\nvoid f(int x) { std::move(x); }\n");
}

TEST_CASE("hints say what auto stands for", "[clang]") {
  check("auto x@: int@ = 1;\nconst auto& y@: const int &@ = x;\nauto* p@: int *@ = &x;\n");
  check("struct S {};\nS make();\nvoid f() { auto s@: S@ = make(); static auto t@: S@ = s; }\n");
  check("void f() { if (auto n@: int@ = 1) {} for (auto i@: int@ = 0; i < 1;) {} }\n");
}

TEST_CASE("scopes are left out of hinted types", "[clang]") {
  check(
      "namespace n { template <class T> struct V { struct I {}; I i; }; }\nn::V<int> v;\n"
      "auto w@: V<int>@ = v;\nn::V<n::V<int>> u;\nauto t@: V<V<int>>@ = u;\nauto i@: I@ = v.i;\n");
}

TEST_CASE("hints say the types of structured bindings", "[clang]") {
  check("struct P { int a; char b; };\nvoid f(P p) { auto [x@: int@, y@: char@] = p; }\n");
}

TEST_CASE("hints say the types of loop variables", "[clang]") {
  check("int a[3];\nvoid f() { for (auto x@: int@ : a) {} for (const auto& y@: const int &@ : a) {} }\n");
}

TEST_CASE("hints say what functions and lambdas return", "[clang]") {
  check("auto f(int a)@-> int@ { return a; }\nauto g() -> int { return 1; }\nint h() { return 1; }\n");
  check("struct S { auto m()@-> int@ const { return 1; } };\n");
  check("void f() { [](int a)@-> int@ { return a; }; []@-> int@ { return 1; }; [] () -> int { return 1; }; }\n");
}

TEST_CASE("nothing is said of types that are open in a template", "[clang]") {
  check("template <class T> auto f(T t) { auto x = t.m(); auto y@: int@ = 1; return x; }\n");
  check("auto l@: (lambda)@ = [](auto x) { return x; };\n");
}

TEST_CASE("long types are not shown", "[clang]") {
  const std::string declared = "struct AVeryLongNameThatNobodyReads {} a;\n";
  check(declared + "auto x = a;\n");
  check(declared + "auto x@: AVeryLongNameThatNobodyReads@ = a;\n", {true, true, true, 0});
  check("auto x = 1;\n", {true, true, true, 2});
}

TEST_CASE("hints name the members that braces initialise", "[clang]") {
  check("struct P { int a; int b; };\nP p{@.a=@1, @.b=@2};\nP q = {@.a=@1};\n");
  check("struct P { int a; };\nstruct Q { P p; int c[2]; };\nQ q = {@.p=@{@.a=@1}, @.c=@{@[0]=@2, @[1]=@3}};\n");
  check("struct P { int a; int b; } p = {@.a=@1, @.b=@2};\n", {}, "main.c");
}

TEST_CASE("members of base classes have no designators", "[clang]") {
  check("struct B { int a; };\nstruct D : B { int b; };\nD d{{@.a=@1}, @.b=@2};\n");
}

TEST_CASE("written designators need no hints, nor does what follows them", "[clang]") {
  check("struct P { int a; int b; };\nP p{.a = 1, .b = 2};\n");
  check("struct P { int a; int b; } p = {.b = 1};\nint x[3] = {[1] = 2, 3};\n", {}, "main.c");
  check("struct P { int a; int b; };\nP p{/*a=*/1, /*.b=*/2};\n");
}

TEST_CASE("left-out braces end the designators", "[clang]") {
  check("struct P { int a; int b; };\nstruct Q { int x; P p; int y; };\nQ q = {@.x=@1, 2, 3, 4};\n");
  check("struct S { int n; char text[4]; };\nS s = {@.n=@1, @.text=@\"abc\"};\n");
}

TEST_CASE("anonymous members, unions and padding", "[clang]") {
  check("struct S { int a; struct { int b; }; int c; };\nS s = {@.a=@1, {@.b=@2}, 3};\n");
  check("union U { int a; float b; };\nU u = {1};\n");
  check("struct S { int a : 3; int : 5; int b : 2; };\nS s = {@.a=@1, @.b=@2};\n");
}

TEST_CASE("each kind of hint can be left out", "[clang]") {
  const std::string text = "struct P { int a; };\nint f(int n);\n";
  check(text + "auto x = f(@n:@1);\nP p{1};\n", {true, false, false, 24});
  check(text + "auto x@: int@ = f(1);\nP p{1};\n", {false, true, false, 24});
  check(text + "auto x = f(1);\nP p{@.a=@1};\n", {false, false, true, 24});
}

TEST_CASE("only hints in the range are given", "[clang]") {
  check("auto a = 1;\nauto b@: int@ = 1;\nauto c = 1;\n", {}, "main.cpp", 12, 24);
  check("void f(int n);\nvoid g() {\n  f(1);\n  f(@n:@2);\n  f(3);\n}\n", {}, "main.cpp", 34, 42);
}

TEST_CASE("hints stand right behind characters beyond ASCII and in texts with carriage returns", "[clang]") {
  check("int f(int größe);\r\nint 𝑥 = f(@größe:@1);\r\nauto ü@: int@ = 1;\r\n");
}

TEST_CASE("hints in C", "[clang]") {
  check("int f(int count, const char* name);\nint g(void) { return f(@count:@1, @name:@\"x\"); }\n", {}, "main.c");
}

TEST_CASE("hints in lambdas, in arguments and in broken code", "[clang]") {
  check("template <class F> void run(F f);\nvoid g(int n);\nvoid h() { run(@f:@[]@-> void@ { g(@n:@1); }); }\n");
  check("void f(int n);\nvoid g() { f(@n:@1); missing(2); f(@n:@3) }\n");
}

TEST_CASE("constrained functions have hints", "[clang]") {
  check("template <class T> concept C = true;\nvoid g(int n);\nC auto f(C auto x) { g(@n:@1); return x; }\n");
}

}  // namespace
}  // namespace cairn::clang
