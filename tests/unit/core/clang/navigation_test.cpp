#include <catch2/catch.hpp>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::require;

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

TEST_CASE("definition of a type that a using declaration brings", "[clang]") {
  check("typedef long [[word_t]]; namespace n { using ::word_t; } n::$0word_t x;\n");
  check("typedef long [[word_t]]; namespace n { using ::word_t; } void f(const n::$0word_t* x);\n");
  check("namespace n { struct [[S]] {}; } using n::S; $0S x;\n");
  check("namespace n { struct [[S]] {}; } using n::S; void f() { static_cast<void>(sizeof($0S)); }\n");
  check("namespace n { enum [[E]] { k }; } void f() { using n::E; $0E e = n::k; }\n");
  check("namespace n { using [[A]] = int; } namespace m { using n::A; struct B { $0A a; }; }\n");
  check(
      "namespace n { using [[A]] = int; } namespace m { using n::A; } template <class T> struct V {}; V<m::$0A> v;\n");
  check("typedef int [[A]]; namespace a { namespace b { using ::A; } } namespace x = a::b; x::$0A v;\n");
  check("namespace n { template <class T> struct [[V]] {}; } using n::V; $0V<int> v;\n");
}

TEST_CASE("definition of an enum whose enumerators are brought by using enum", "[clang]") {
  check("enum class [[E]] { k }; void f() { using enum $0E; int x = static_cast<int>(k); }\n");
  check("namespace n { enum class [[E]] { k }; } enum class E { l }; struct S { using enum n::$0E; };\n");
  check("namespace n { enum class E { k }; } enum class [[E]] { l }; namespace m { using enum $0E; }\n");
}

TEST_CASE("definition of a concept in front of auto", "[clang]") {
  check("template <class T> concept [[C]] = true; void f($0C auto x) {}\n");
  check("template <class T, class U> concept [[C]] = true; $0C<int> auto x = 1;\n");
  check("namespace n { template <class T> concept [[C]] = true; } n::$0C decltype(auto) x = 1;\n");
}

TEST_CASE("definition of a function template that is instantiated explicitly", "[clang]") {
  check("template <class T> void [[f]](T) {}\ntemplate void $0f<int>(int);\n");
  check("template <class T> T [[f]](T t) { return t; }\nextern template int $0f(int);\n");
  check("namespace n { template <class T> T [[f]](T t) { return t; } }\n#define X\ntemplate int n::$0f<int>(int);\n");
  check(
      "template <class T> int f(T t);\nnamespace n { template <class T> int [[f]](T) { return 1; }\n"
      "template int $0f<int>(int); }\n");
}

TEST_CASE("definition of a namespace is where it is first opened", "[clang]") {
  check("namespace [[n]] {}\nnamespace n { int y; }\nint x = $0n::y;\n");
}

TEST_CASE("definition of a macro in code that is not compiled", "[clang]") {
  check("#define [[M]] 1\n#if 0\nint x = $0M;\n#endif\n");
  check("#if 0\nint x = $0unknown;\n#endif\n");
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

TEST_CASE("definition on override and final is what is overridden", "[clang]") {
  check("struct B { virtual void [[f]](); }; struct C : B { void f() $0override; };\n");
  check("struct B { virtual void [[f]](int, int); }; struct C : B { void f(int a = 1, int b = (2)) final$0; };\n");
  check(
      "struct A { virtual void [[f]](); }; struct B { virtual void [[f]](); }; struct C : A, B { void f() $0override; "
      "};\n");
}

TEST_CASE("definition on a variable called override is the variable", "[clang]") {
  check("int [[override]]; int x = $0override;\n");
}

TEST_CASE("definition on the brackets of a construction is the constructor", "[clang]") {
  check("struct S { S(); [[S]](int); }; void f() { S s$0(1); }\n");
  check("struct S { S(); [[S]](int); }; void f() { S s$0{1}; }\n");
  check("template <class T> struct V { V(T); [[V]](T, int); }; V v$0(1, 2);\n");
}

TEST_CASE("definition on the brackets of a call is the function", "[clang]") {
  check("int [[f]](int); int x = f$0(1);\n");
}

TEST_CASE("definition on the brackets of an inherited constructor is the base's", "[clang]") {
  check("struct B { [[B]](int); B(char); }; struct D : B { using B::B; }; D d$0(3);\n");
}

TEST_CASE("definition on a member's initialiser is the field or the base's constructor", "[clang]") {
  check("struct S { int [[m]]; S() : $0m(1) {} };\n");
  check("struct B { [[B]](int); }; struct S : B { S() : $0B(1) {} };\n");
}

TEST_CASE("definition on an explicit destructor call is the destructor", "[clang]") {
  check("struct S { [[~S]](); }; void f(S* p) { p->~$0S(); }\n");
}

TEST_CASE("definition on a complement is the operand", "[clang]") { check("int f(int [[x]]) { return ~$0x; }\n"); }

TEST_CASE("definition of operators of two tokens", "[clang]") {
  Fixture fixture;
  fixture.open("struct S { int operator[](int); }; int f(S s) { return s $0[1]; }\n");
  CHECK(fixture.definition() == "main.cpp 0:15-0:25\n");
  check("struct S { int [[operator()]](int); }; int f(S s) { return s $0(1); }\n");
  check("struct S { int m; S* [[operator->]](); }; int f(S s) { return s $0->m; }\n");
  check("struct S { S& [[operator<<]](int); }; void f(S s) { s $0<< 1; }\n");
}

TEST_CASE("definition on new and delete is what the class has for them", "[clang]") {
  check("struct S { void* [[operator new]](unsigned long); }; S* s = $0new S;\n");
  check("struct S { void [[operator delete]](void*); }; void f(S* s) { $0delete s; }\n");
  check("int* p = $0new int;\n");
}

TEST_CASE("definition on a member of a dependent type is the template's member", "[clang]") {
  check("template <class T> struct V { int [[size]](); }; template <class T> int f(V<T> v) { return v.$0size(); }\n");
  check(
      "template <class T> struct V { static int [[make]](); }; template <class T> int f() { return V<T>::$0make(); "
      "}\n");
  check(
      "template <class T> struct A { int [[n]]; }; template <class T> struct V : A<T> { int f() { return this->$0n; } "
      "};\n");
  check(
      "template <class T> struct V { void [[f]](int); void [[f]](char); }; template <class T> void g(V<T> v, T t) { "
      "v.$0f(t); }\n");
}

TEST_CASE("definition on a member of an unconstrained parameter is nothing", "[clang]") {
  check("template <class T> void f(T t) { t.$0foo(); }\n");
}

TEST_CASE("definition on this is the class", "[clang]") { check("struct [[S]] { S* f() { return $0this; } };\n"); }

TEST_CASE("definition on #undef is the macro", "[clang]") { check("#define [[M]] 1\n#undef $0M\n"); }

TEST_CASE("definition on using declarations lists all that they bring", "[clang]") {
  check("namespace a { void [[f]](); void [[f]](int); } using a::$0f;\n");
  check("namespace [[a]] {} using namespace $0a;\n");
}

TEST_CASE("definition through a namespace alias is the alias, on it the namespace", "[clang]") {
  check("namespace [[a]] {} namespace $0b = a;\n");
  check("namespace a { int x; } namespace [[b]] = a; int y = $0b::x;\n");
}

TEST_CASE("definition of structured bindings, captures and generic parameters", "[clang]") {
  check("struct P { int a, b; }; int f() { auto [y, [[x]]] = P{1, 2}; return $0x; }\n");
  check("void f(int [[n]]) { auto l = [$0n] {}; }\n");
  check("void f(int n) { auto l = [k = 1, [[m]] = n] { return $0m; }; }\n");
  check("auto l = [](auto [[q]]) { return $0q; };\n");
}

TEST_CASE("definition of designated fields in C++", "[clang]") {
  check("struct S { int a; int [[b]]; }; S s{.a = 1, .$0b = 2};\n");
}

TEST_CASE("definition of concepts and template parameters", "[clang]") {
  check("template <class T> concept [[C]] = true; template <$0C T> void f(T);\n");
  check("template <class [[T]]> void f($0T t);\n");
  check("template <int [[N]]> int f() { return $0N; }\n");
}

TEST_CASE("definition of a specialisation that is named is the specialisation", "[clang]") {
  check("template <class T> struct V {}; template <> struct [[V]]<char> {}; $0V<char> v;\n");
  check("template <class T> struct V {}; template <class T> struct [[V]]<T*> {}; $0V<int*> v;\n");
  check("template <class T> struct V {}; template <> struct [[V]]<char> {}; auto v = $0V<char>();\n");
}

TEST_CASE("definition of an instance is the template, also next to specialisations", "[clang]") {
  check("template <class T> struct [[V]] {}; template <> struct V<char> {}; $0V<int> v;\n");
  check("template <class T> struct [[V]] {}; template <> struct V<V<char>> {}; V<$0V<char>> v;\n");
}

TEST_CASE("definition of names in UTF-8 and behind them", "[clang]") {
  check("int [[größe]]; int b = $0größe;\n");
  check("/* 𝄞 */ int [[x]]; /* 𝄞 */ int b = $0x;\n");
}

TEST_CASE("definition in a file with CRLF", "[clang]") { check("int [[x]];\r\n\r\nint y = $0x;\r\n"); }

TEST_CASE("declaration on the first declaration is the definition, and back", "[clang]") {
  Fixture fixture;
  fixture.open("int $0f();\nint [[f]]() { return 1; }\n");
  CHECK(fixture.declaration() == fixture.expected());
  fixture.open("int [[f]]();\nint $0f() { return 1; }\n");
  CHECK(fixture.declaration() == fixture.expected());
}

TEST_CASE("declaration of a class is its definition, on that the forward declaration", "[clang]") {
  Fixture fixture;
  fixture.open("struct S;\nstruct [[S]] {};\n$0S* s;\n");
  CHECK(fixture.declaration() == fixture.expected());
  fixture.open("struct [[S]];\nstruct $0S {};\n");
  CHECK(fixture.declaration() == fixture.expected());
}

// The type definition of what stands at $0 is the annotated range.
void check_type(std::string_view marked, const std::string& name = "main.cpp") {
  Fixture fixture(name, name.ends_with(".c") ? std::vector<std::string>{} : std::vector<std::string>{"-std=c++20"});
  fixture.open(marked);
  CHECK(fixture.show(require(fixture.file().type_definition(fixture.source().cursor))) == fixture.expected());
}

TEST_CASE("type definition goes through pointers, references and arrays", "[clang]") {
  check_type("struct [[S]] {}; extern S* const& $0s;\n");
  check_type("struct [[S]] {}; S $0s[3][4];\n");
  check_type("struct [[S]] {}; void f(const S&& $0s);\n");
}

TEST_CASE("type definition of auto and of what is declared with it", "[clang]") {
  check_type("struct [[S]] {}; S make(); auto $0s = make();\n");
  check_type("struct [[S]] {}; S make(); $0auto s = make();\n");
  check_type("struct [[S]] {}; S* make(); auto* x = make(); auto y = $0x;\n");
}

TEST_CASE("the type of an instance that is declared explicitly is its template", "[clang]") {
  check_type("template <class T> struct [[V]] { T t; };\nextern template struct V<int>;\nV<int> $0v;\n");
  check_type("template <class T> struct [[V]] { T t; };\ntemplate struct V<int>;\nV<int> $0v;\n");
  check_type("template <class T> struct V { T t; };\ntemplate <> struct [[V]]<int> {};\nV<int> $0v;\n");
  check(
      "template <class T> struct V { void [[f]]() {} };\nextern template struct V<int>;\nvoid g(V<int> v) { v.$0f(); "
      "}\n");
}

TEST_CASE("type definition of a function is its result, of a constructor its class", "[clang]") {
  check_type("struct [[S]] {}; S* make(int); void f() { $0make(1); }\n");
  check_type("struct [[S]] { $0S(int); };\n");
  check_type("struct [[S]] { S& self(); }; void f(S s) { s.$0self(); }\n");
}

TEST_CASE("type definition of an alias is what it stands for, of its variable the alias", "[clang]") {
  check_type("struct [[S]] {}; using $0A = S;\n");
  check_type("struct S {}; using [[A]] = S; A $0a;\n");
  check_type("struct [[S]] {}; using A = S*; A $0a;\n");
}

TEST_CASE("type definition of an instance is the template, of its member the argument", "[clang]") {
  check_type("template <class T> struct [[V]] {}; V<int> $0v;\n");
  check_type("struct [[S]] {}; template <class T> struct V { T t; }; V<S> v; auto& x = v.$0t;\n");
  check_type("template <class [[T]]> void f(T $0t);\n");
}

TEST_CASE("type definition of an enumerator is the enumeration", "[clang]") {
  check_type("enum class [[E]] { kA }; auto e = E::$0kA;\n");
  check_type("enum [[e]] { A }; int x = $0A;\n", "main.c");
}

TEST_CASE("type definition of a class is itself, defined rather than declared", "[clang]") {
  check_type("struct S; struct [[S]] {}; extern $0S s;\n");
}

TEST_CASE("type definition in C", "[clang]") {
  check_type("typedef struct { int m; } [[t]]; t $0x;\n", "main.c");
  check_type("struct [[s]] { int m; }; struct s* $0x;\n", "main.c");
}

TEST_CASE("type definition of this, structured bindings and captures", "[clang]") {
  check_type("struct [[S]] { S* f() { return $0this; } };\n");
  check_type("struct [[A]] {}; struct P { A a; int b; }; void f(P p) { auto [$0x, y] = p; }\n");
  check_type("struct [[S]] {}; void f(S s) { auto l = [$0s] {}; }\n");
}

TEST_CASE("type definition of numbers, macros and namespaces is nothing", "[clang]") {
  check_type("int $0x;\n");
  check_type("#define M 1\nint x = $0M;\n");
  check_type("namespace n { int x; } int y = $0n::x;\n");
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
