// What the rows of small sources say: a table of sources, and of each the places where a
// symbol stands, with its roles ("~": nothing is spelled there).
#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/unit/core/clang/indexer/fixture.h"

namespace cairn::clang {
namespace {

using testing::IndexedProject;

struct Case {
  const char* what;
  const char* source;
  std::vector<std::pair<const char*, const char*>> symbols;  // USR, occurrences
  const char* file = "main.cpp";
};

void check(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    IndexedProject project;
    project.add(each.file, each.source);
    const bool is_c = std::string_view(each.file).ends_with(".c");
    const ParsedUnit& unit = project.index(each.file, {is_c ? "-std=gnu17" : "-std=c++20"});
    INFO(each.what << ": " << unit.first_error);
    CHECK(unit.error_count == 0);
    for (const auto& [usr, occurrences] : each.symbols) {
      INFO(usr);
      CHECK(project.occurrences(each.file, usr) == occurrences);
    }
  }
}

TEST_CASE("rows of classes", "[indexer]") {
  check({
      {"a class, its definition outside and its uses",
       "struct A;\n"
       "struct A { int m; void f(); };\n"
       "void A::f() { m = 1; }\n"
       "int g(A* a) { a->f(); return a->m; }\n",
       {{"c:@S@A", "1:8 decl | 2:8 def | 3:6 ref | 4:7 ref"},
        {"c:@S@A@F@f#", "2:24 decl | 3:9 def | 4:18 ref+call"},
        {"c:@S@A@FI@m", "2:16 def | 3:15 ref+write | 4:33 ref+read"}}},
      {"a base class",
       "struct B {};\n"
       "struct D : public B {};\n"
       "struct E : virtual B, D {};\n",
       {{"c:@S@B", "1:8 def | 2:19 ref | 3:20 ref"}, {"c:@S@D", "2:8 def | 3:23 ref"}}},
      {"an overriding method",
       "struct B { virtual void f(); };\n"
       "struct D : B { void f() override; };\n"
       "void D::f() { B::f(); }\n",
       {{"c:@S@B@F@f#", "1:25 decl | 2:21 override | 3:9 override | 3:18 ref+call"},
        {"c:@S@D@F@f#", "2:21 decl | 3:9 def"}}},
      {"a friend function",
       "struct A { friend int f(A&); friend class C; };\n"
       "int f(A&) { return 0; }\n",
       {{"c:@F@f#&$@S@A#", "1:23 decl | 2:5 def"}, {"c:@S@C", "1:43 ref"}}},
      {"constructors and destructors",
       "struct A { A(); A(int); ~A(); };\n"
       "A::A() : A(1) {}\n"
       "A::~A() {}\n"
       "A a(2);\n"
       "A* p = new A;\n",
       {{"c:@S@A@F@A#", "1:12 decl | 2:4 def | 5:12 ref+call"},
        {"c:@S@A@F@A#I#", "1:17 decl | 2:10 ref+call | 4:3~ ref+call+impl"},
        {"c:@S@A@F@~A#", "1:25 decl | 3:4 def | 4:3~ ref+call+impl"},
        {"c:@S@A", "1:8 def | 2:1 ref | 2:10 ref | 3:1 ref | 4:1 ref | 5:1 ref | 5:12 ref"}}},
      {"a static member",
       "struct A { static int n; };\n"
       "int A::n = 1;\n"
       "int f() { return ++A::n; }\n",
       {{"c:@S@A@n", "1:23 decl | 2:8 def | 3:23 ref+read+write"}}},
      {"a member initialiser",
       "struct A { int x; int y = x; A() : x(3) {} };\n",
       {{"c:@S@A@FI@x", "1:16 def | 1:27 ref+read | 1:36 ref+write"}}},
      {"a default argument",
       "int one();\n"
       "int f(int a = one());\n"
       "int g() { return f(); }\n",
       {{"c:@F@one#", "1:5 decl | 2:15 ref+call"}, {"c:@F@f#I#", "2:5 decl | 3:18 ref+call"}}},
      {"a nested class",
       "struct A { struct In { int v; }; In in; };\n"
       "A::In x;\n"
       "int y = x.v;\n",
       {{"c:@S@A@S@In", "1:19 def | 1:34 ref | 2:4 ref"}, {"c:@S@A@S@In@FI@v", "1:28 def | 3:11 ref+read"}}},
      {"an anonymous union",
       "struct A { union { int i; float f; }; };\n"
       "int g(A a) { return a.i; }\n",
       {{"c:@S@A@Ua@FI@i", "1:24 def | 2:23 ref+read"}}},
      {"a struct without a name",
       "struct { int v; } thing;\n"
       "int g() { return thing.v; }\n",
       {{"c:main.cpp@thing", "1:19 def | 2:18 ref"}, {"c:main.cpp@S@main.cpp@0@FI@v", "1:14 def | 2:24 ref+read"}}},
      {"a pointer to a member",
       "struct A { int m; void f(); };\n"
       "int A::*p = &A::m;\n"
       "void (A::*q)() = &A::f;\n",
       {{"c:@S@A@FI@m", "1:16 def | 2:17 ref+addr"}, {"c:@S@A@F@f#", "1:24 decl | 3:22 ref+addr"}}},
  });
}

TEST_CASE("rows of templates", "[indexer]") {
  check({
      {"a friend class template",
       "namespace n { template <class T> struct F; }\n"
       "template <class T> struct V { template <class U> friend struct n::F; };\n",
       {{"c:@N@n@ST>1#T@F", "1:41 decl | 2:67 ref"}, {"c:@N@n", "1:11 decl | 2:64 ref"}}},
      {"parameters of a later declaration",
       "typedef int I;\n"
       "template <I n> struct V;\n"
       "template <I n> struct V {};\n",
       {{"c:@T@I", "1:13 def | 2:11 ref | 3:11 ref"}}},
      {"an explicit instantiation",
       "template <class T> struct V {};\n"
       "extern template struct V<int>;\n",
       {{"c:@ST>1#T@V", "1:27 def | 2:24 ref"}}},
      {"what an explicit instantiation names",
       "namespace n { typedef int I; template <class T> struct V {}; }\n"
       "extern template struct n::V<n::I>;\n",
       {{"c:@N@n", "1:11 decl | 2:24 ref | 2:29 ref"}, {"c:@N@n@T@I", "1:27 def | 2:32 ref"}}},
      {"arguments of variable templates' specialisations",
       "template <class T> constexpr int k = 0;\n"
       "template <class T> struct V {};\n"
       "typedef int I;\n"
       "template <class T> constexpr int k<V<T>> = 1;\n"
       "template <> constexpr int k<I> = 2;\n",
       {{"c:@ST>1#T@V", "2:27 def | 4:36 ref"}, {"c:@T@I", "3:13 def | 5:29 ref"}}},
      {"a using-declaration in a function",
       "namespace n { int f(int); }\n"
       "int g() { using n::f; return f(1); }\n",
       {{"c:@N@n@F@f#I#", "1:19 decl | 2:20 ref | 2:30 ref+call"}}},
      {"a class template and its instance",
       "template <class T> struct V { T t; T get() { return t; } };\n"
       "V<int> v;\n"
       "int x = v.get() + v.t;\n",
       {{"c:@ST>1#T@V", "1:27 def | 2:1 ref"},
        {"c:@ST>1#T@V@F@get#", "1:38 def | 3:11 ref+call"},
        {"c:@ST>1#T@V@FI@t", "1:33 def | 1:53 ref | 3:21 ref+read"}}},
      {"an explicit specialisation",
       "template <class T> struct V {};\n"
       "template <> struct V<int> { int only; };\n"
       "V<int> v;\n"
       "int x = v.only;\n",
       {{"c:@ST>1#T@V", "1:27 def"},
        {"c:@S@V>#I", "2:20 def | 3:1 ref"},
        {"c:@S@V>#I@FI@only", "2:33 def | 4:11 ref+read"}}},
      {"a partial specialisation",
       "template <class T> struct V {};\n"
       "template <class T> struct V<T*> { T* p; };\n"
       "V<char*> v;\n"
       "char* x = v.p;\n",
       {{"c:@ST>1#T@V", "1:27 def | 3:1 ref"},
        {"c:@SP>1#T@V>#*t0.0", "2:27 def"},
        {"c:@SP>1#T@V>#*t0.0@FI@p", "2:38 def | 4:13 ref+read"}}},
      {"an instance of a variable template that takes part in another template",
       "template <class T> struct S { using Own = T; };\n"
       "template <class T> constexpr bool v = true;\n"
       "template <class T> struct U { static const bool value = v<typename S<T>::Own>; };\n"
       "struct A {};\n"
       "bool x = U<A>::value;\n",
       {{"c:@S@S>#$@S@A@Own", "none"}, {"c:@S@A", "4:8 def | 5:12 ref"}}},
      {"a function template",
       "template <class T> T f(T t) { return t; }\n"
       "template <> int f<int>(int t) { return t; }\n"
       "int x = f(1) + f(2L);\n",
       {{"c:@FT@>1#Tf#t0.0#S0_#", "1:22 def | 3:16 ref+call"}, {"c:@F@f<#I>#I#", "2:17 def | 3:9 ref+call"}}},
      {"a member of a dependent base",
       "template <class T> struct B { int m; };\n"
       "template <class T> struct D : B<T> { int g() { return this->m + B<T>::m; } };\n",
       {{"c:@ST>1#T@B@FI@m", "1:35 def | 2:61 ref | 2:71 ref"}, {"c:@ST>1#T@B", "1:27 def | 2:31 ref | 2:65 ref"}}},
      {"a dependent call",
       "int g(int);\n"
       "int g(char);\n"
       "template <class T> int f(T t) { return g(t); }\n",
       {{"c:@F@g#I#", "1:5 decl | 3:40 ref+call"}, {"c:@F@g#C#", "2:5 decl | 3:40 ref+call"}}},
      {"a variable template",
       "template <class T> constexpr T zero = T();\n"
       "int x = zero<int>;\n",
       {{"c:@zero", "1:32 def | 2:9 ref+read"}}},
      {"an alias template",
       "template <class T> struct V {};\n"
       "template <class T> using W = V<T>;\n"
       "W<int> w;\n",
       {{"c:@W", "2:26 def | 3:1 ref"}, {"c:@ST>1#T@V", "1:27 def | 2:30 ref"}}},
      {"a concept",
       "template <class T> concept Big = sizeof(T) > 4;\n"
       "template <Big T> void f(T);\n"
       "bool b = Big<int>;\n"
       "void g(Big auto x);\n",
       {{"c:@CT@Big", "1:28 def | 2:11 ref | 3:10 ref | 4:8 ref"}}},
      {"a template template argument",
       "template <class T> struct V {};\n"
       "template <template <class> class C> struct H { C<int> c; };\n"
       "H<V> h;\n",
       {{"c:@ST>1#T@V", "1:27 def | 3:3 ref"}}},
      {"a deduced class argument",
       "template <class T> struct V { V(T); };\n"
       "V(int) -> V<long>;\n"
       "V v(1);\n",
       {{"c:@ST>1#T@V", "1:27 def | 2:1 ref | 2:11 ref | 3:1 ref"},
        {"c:@ST>1#T@V@F@V#t0.0#", "1:31 decl | 3:3~ ref+call+impl"}}},
      {"a default template argument",
       "struct Def {};\n"
       "template <class T = Def> struct V {};\n"
       "V<> v;\n",
       {{"c:@S@Def", "1:8 def | 2:21 ref"}}},
  });
}

TEST_CASE("rows of operators", "[indexer]") {
  check({
      {"an operator's call",
       "struct A { A& operator+=(int); bool operator==(const A&) const; int operator[](int); int operator()(int); };\n"
       "void f(A a) { a += 1; a == a; a[1]; a(2); }\n",
       {{"c:@S@A@F@operator+=#I#", "1:15 decl | 2:17 ref+call"},
        {"c:@S@A@F@operator==#&1$@S@A#1", "1:37 decl | 2:25 ref+call"},
        {"c:@S@A@F@operator[]#I#", "1:69 decl | 2:32 ref+call"},
        {"c:@S@A@F@operator()#I#", "1:90 decl | 2:38 ref+call"}}},
      {"an operator called by name",
       "struct A { A& operator=(int); };\n"
       "void f(A a) { a.operator=(1); a = 2; }\n",
       {{"c:@S@A@F@operator=#I#", "1:15 decl | 2:17 ref+call | 2:33 ref+call"}}},
      {"a conversion",
       "struct A { operator bool() const; };\n"
       "void f(A a) { if (a) {} bool b = a; }\n",
       {{"c:@S@A@F@operator bool#1", "1:12 decl | 2:19~ ref+call+impl | 2:34~ ref+call+impl"}}},
      {"a literal's suffix",
       "long operator\"\"_km(unsigned long long);\n"
       "long d = 3_km;\n",
       {{"c:@F@operator\"\"_km#k#", "1:6 decl | 2:11 ref+call"}}},
      {"new and delete of a class",
       "using size = decltype(sizeof(0));\n"
       "struct A { void* operator new(size); void operator delete(void*); };\n"
       "void f() { delete new A; }\n",
       {{"c:@S@A@F@operator new#l#S", "2:18 decl | 3:19 ref+call"},
        {"c:@S@A@F@operator delete#*v#S", "2:43 decl | 3:12 ref+call"}}},
  });
}

TEST_CASE("rows of implicit", "[indexer]") {
  check({
      {"a constructor that converts",
       "struct A { A(int); };\n"
       "void f(A);\n"
       "void g() { f(1); A a = 2; }\n",
       {{"c:@S@A@F@A#I#", "1:12 decl | 3:14~ ref+call+impl | 3:24~ ref+call+impl"}}},
      {"a range",
       "struct R { int* begin(); int* end(); };\n"
       "void f(R r) { for (int i : r) {} }\n",
       {{"c:@S@R@F@begin#", "1:17 decl | 2:26~ ref+call+impl"}, {"c:@S@R@F@end#", "1:31 decl | 2:26~ ref+call+impl"}}},
      {"a destructor at the end of a scope",
       "struct A { ~A(); };\n"
       "void f() { A a; A(); delete new A; }\n",
       {{"c:@S@A@F@~A#", "1:12 decl | 2:14~ ref+call+impl | 2:17~ ref+call+impl | 2:22~ ref+call+impl"}}},
      {"a copy",
       "struct A { A(const A&); };\n"
       "A f(A& a) { return a; }\n",
       {{"c:@S@A@F@A#&1$@S@A#", "1:12 decl | 2:20~ ref+call+impl"}}},
      {"an operator that stands in for another",
       "struct A { bool operator==(const A&) const; };\n"
       "bool f(A a) { return a != a; }\n",
       {{"c:@S@A@F@operator==#&1$@S@A#1", "1:17 decl | 2:24~ ref+call+impl"}}},
      {"an inherited constructor",
       "struct B { B(int); };\n"
       "struct D : B { using B::B; };\n"
       "D d(1);\n",
       {{"c:@S@B@F@B#I#", "1:12 decl | 2:25 ref | 3:3~ ref+call+impl"}}},
      {"a defaulted function",
       "struct P { int v; };\n"
       "struct A { P p; A(const A&) = default; A& operator=(const A&) = default; };\n"
       "void f(A a) { A b = a; b = a; }\n",
       {{"c:@S@A@FI@p", "2:14 def"}, {"c:@S@A@F@A#&1$@S@A#", "2:17 def | 3:21~ ref+call+impl"}}},
      {"an attribute that names a member",
       "struct M {} m;\n"
       "int f() __attribute__((guarded_by(m)));\n"
       "struct S { M mu; int v __attribute__((guarded_by(mu))); };\n",
       {{"c:@S@S@FI@mu", "3:14 def | 3:50 ref"}}},
  });
}

TEST_CASE("rows of expressions", "[indexer]") {
  check({
      {"reads and writes",
       "int n;\n"
       "int f() { n = 1; n += 2; n++; int* p = &n; return n + *p; }\n",
       {{"c:@n",
         "1:5 def | 2:11 ref+write | 2:18 ref+read+write | 2:26 ref+read+write | 2:41 ref+addr | 2:51 ref+read"}}},
      {"a lambda",
       "int n;\n"
       "int f() { auto l = [k = n](int i) { return i + n + k; }; return l(n); }\n",
       {{"c:@n", "1:5 def | 2:25 ref+read | 2:48 ref+read | 2:67 ref+read"}}},
      {"a structured binding",
       "struct P { int a, b; };\n"
       "P make();\n"
       "auto [x, y] = make();\n"
       "int z = x + y;\n",
       {{"c:@x", "3:7 decl | 4:9 ref+read"}, {"c:@F@make#", "2:3 decl | 3:15 ref+call"}}},
      {"a designated initialiser",
       "struct P { int a; int b; };\n"
       "P p = {.a = 1, .b = 2};\n",
       {{"c:@S@P@FI@a", "1:16 def | 2:9 ref"}, {"c:@S@P@FI@b", "1:23 def | 2:17 ref"}}},
      {"sizeof, decltype, noexcept, alignof",
       "struct S { int m; };\n"
       "int n;\n"
       "unsigned long a = sizeof(S) + alignof(S) + sizeof(n);\n"
       "decltype(n) b;\n"
       "void f() noexcept(noexcept(n));\n"
       "int c[sizeof(S::m)];\n",
       {{"c:@S@S", "1:8 def | 3:26 ref | 3:39 ref | 6:14 ref"},
        {"c:@n", "2:5 def | 3:51 ref | 4:10 ref | 5:28 ref"},
        {"c:@S@S@FI@m", "1:16 def | 6:17 ref"}}},
      {"offsetof",
       "struct S { int m; };\n"
       "unsigned long o = __builtin_offsetof(S, m);\n",
       {{"c:@S@S@FI@m", "1:16 def | 2:41 ref"}}},
      {"a cast and a typeid",
       "namespace std { class type_info; }\n"
       "struct S {};\n"
       "void f(void* p) { (void)static_cast<S*>(p); (void)(S*)p; (void)typeid(S); }\n",
       {{"c:@S@S", "2:8 def | 3:37 ref | 3:52 ref | 3:71 ref"}}},
      {"a static assertion and an attribute",
       "constexpr int n = 1;\n"
       "static_assert(n == 1);\n"
       "struct alignas(n * 8) A {};\n",
       {{"c:main.cpp@n", "1:15 def | 2:15 ref+read | 3:16 ref"}}},
      {"a throw and a catch",
       "struct E {};\n"
       "void f() { try { throw E(); } catch (const E& e) {} }\n",
       {{"c:@S@E", "1:8 def | 2:24 ref | 2:44 ref"}}},
      {"sizeof...",
       "template <class... T> int f(T... t) { return sizeof...(t); }\n",
       {{"c:@FT@>1#pTf#Pt0.0#I#", "1:27 def"}}},
  });
}

TEST_CASE("rows of names", "[indexer]") {
  check({
      {"enumerations",
       "enum Plain { kA, kB = kA };\n"
       "enum class S : short { kC };\n"
       "int f(S s) { return s == S::kC ? kA : kB; }\n",
       {{"c:@E@Plain@kA", "1:14 def | 1:23 ref | 3:34 ref"},
        {"c:@E@S@kC", "2:24 def | 3:29 ref"},
        {"c:@E@S", "2:12 def | 3:7 ref | 3:26 ref"}}},
      {"using enum",
       "enum class S { kC };\n"
       "using enum S;\n"
       "S s = kC;\n",
       {{"c:@E@S@kC", "1:16 def | 3:7 ref"}, {"c:@E@S", "1:12 def | 2:12 ref | 3:1 ref"}}},
      {"typedefs and aliases",
       "typedef int I;\n"
       "using J = I;\n"
       "J f(I i);\n",
       {{"c:@T@I", "1:13 def | 2:11 ref | 3:5 ref"}, {"c:@J", "2:7 def | 3:1 ref"}}},
      {"a using-declaration",
       "namespace n { int f(int); int f(char); struct S {}; }\n"
       "using n::f;\n"
       "using n::S;\n"
       "int x = f(1);\n"
       "S s;\n",
       {{"c:@N@n@F@f#I#", "1:19 decl | 2:10 ref | 4:9 ref+call"},
        {"c:@N@n@F@f#C#", "1:31 decl | 2:10 ref"},
        {"c:@N@n@S@S", "1:47 def | 3:10 ref | 5:1 ref"}}},
      {"namespaces and their aliases",
       "namespace a { namespace b { int v; } }\n"
       "namespace c = a::b;\n"
       "int x = c::v;\n"
       "namespace a::b { int w; }\n"
       "using namespace a;\n",
       {{"c:@N@a", "1:11 decl | 2:15 ref | 4:11 decl | 5:17 ref"},
        {"c:@N@a@N@b", "1:25 decl | 2:18 ref | 4:14 decl"},
        {"c:@NA@c", "2:11 decl | 3:9 ref"}}},
      {"an inline namespace",
       "namespace a { inline namespace v1 { int f(); } }\n"
       "int x = a::f();\n",
       {{"c:@N@a@N@v1@F@f#", "1:41 decl | 2:12 ref+call"}}},
      {"a type that a using declaration brings",
       "typedef long word; struct S {};\n"
       "namespace n { using ::word; using ::S; }\n"
       "n::word x; const n::S* y;\n",
       {{"c:@T@word", "1:14 def | 2:23 ref | 3:4 ref"}, {"c:@S@S", "1:27 def | 2:37 ref | 3:21 ref"}}},
      {"an unnamed namespace",
       "namespace { int hidden; enum E { kE }; }\n"
       "int x = hidden + kE;\n",
       {{"c:main.cpp@aN@hidden", "1:17 def | 2:9 ref+read"}, {"c:main.cpp@aN@E@E@kE", "1:34 def | 2:18 ref"}}},
      {"extern \"C\"",
       "extern \"C\" { int f(int); }\n"
       "int x = f(1);\n",
       {{"c:@F@f", "1:18 decl | 2:9 ref+call"}}},
      {"identifiers in UTF-8",
       "int größe = 1;\n"
       "int x = größe;\n",
       {{"c:@größe", "1:5 def | 2:9 ref+read"}}},
      {"a function declared again",
       "int f(int);\n"
       "int f(int a);\n"
       "int f(int a) { return a; }\n",
       {{"c:@F@f#I#", "1:5 decl | 2:5 decl | 3:5 def"}}},
      {"an extern variable",
       "extern int n;\n"
       "int n = 1;\n",
       {{"c:@n", "1:12 decl | 2:5 def"}}},
  });
}

TEST_CASE("rows of what is local and touches what is not", "[indexer]") {
  check({
      {"a namespace's alias in a function",
       "namespace a { namespace b { void f(); } }\n"
       "void g() { namespace c = a::b; c::f(); }\n",
       {{"c:@N@a", "1:11 decl | 2:26 ref"}, {"c:@N@a@N@b", "1:25 decl | 2:29 ref"}}},
      {"a method of a class in a function that overrides",
       "struct B { virtual void f(); virtual void g(); };\n"
       "void h() { struct L : B { void f() override {} void i() {} }; L().f(); }\n",
       {{"c:@S@B", "1:8 def | 2:23 ref"},
        {"c:@S@B@F@f#", "1:25 decl | 2:32 override"},
        {"c:main.cpp@76@F@h#@S@L@F@f#", "2:32 def"},
        {"c:main.cpp@97@F@h#@S@L@F@i#", "none"}}},
      {"a class in a function with a base that is an instance",
       "template <class T> struct B { virtual void f(T); };\n"
       "void h() { struct L : B<int> { void f(int) override; }; }\n"
       "void i() { struct N { int m; }; }\n",
       {{"c:@ST>1#T@B@F@f#t0.0#", "1:44 decl | 2:37 override"},
        {"c:main.cpp@63@F@h#@S@L", "2:19 def"},
        {"c:main.cpp@121@F@i#@S@N", "none"}}},
  });
  IndexedProject project;
  project.add("main.cpp", "struct B { virtual void f(); };\nvoid h() { struct L : B { void f() override {} }; }\n");
  project.index("main.cpp");
  CHECK(project.relations("main.cpp") ==
        "c:@S@B base-of c:main.cpp@43@F@h#@S@L | c:@S@B@F@f# overridden-by c:main.cpp@58@F@h#@S@L@F@f#");
}

TEST_CASE("rows of what constructors and destructors do unsaid", "[indexer]") {
  check({
      {"bases and members",
       "struct B { B(); ~B(); };\n"
       "struct M { M(); ~M(); };\n"
       "struct D : B {\n"
       "  D();\n"
       "  ~D();\n"
       "  D(int) : B(), m() {}\n"
       "  M m;\n"
       "  int i;\n"
       "};\n"
       "D::D() {}\n"
       "D::~D() {}\n",
       {{"c:@S@B@F@B#", "1:12 decl | 6:12 ref+call | 10:4~ ref+call+impl"},
        {"c:@S@B@F@~B#", "1:17 decl | 11:4~ ref+call+impl"},
        {"c:@S@M@F@M#", "2:12 decl | 6:17~ ref+call+impl | 10:4~ ref+call+impl"},
        {"c:@S@M@F@~M#", "2:17 decl | 11:4~ ref+call+impl"}}},
      {"of templates only what does not depend",
       "struct M { ~M(); };\n"
       "template <class T> struct D { ~D() {} M m; T t; };\n"
       "D<int> d;\n",
       {{"c:@S@M@F@~M#", "1:12 decl | 2:31~ ref+call+impl"}}},
  });
}

TEST_CASE("rows of the type whose constructors are inherited", "[indexer]") {
  check({
      {"a class",
       "struct B { B(int); };\n"
       "struct D : B { using B::B; };\n",
       {{"c:@S@B", "1:8 def | 2:12 ref | 2:22 ref | 2:25 ref"}, {"c:@S@B@F@B#I#", "1:12 decl | 2:25 ref"}}},
      {"a template",
       "template <class T> struct B { B(int); };\n"
       "template <class T> struct D : B<T> { using B<T>::B; };\n",
       {{"c:@ST>1#T@B", "1:27 def | 2:31 ref | 2:44 ref | 2:50 ref"}}},
      {"a deduction guide",
       "template <class T> struct B { template <class U> B(U); };\n"
       "template <class U> B(U) -> B<U*>;\n",
       {{"c:@ST>1#T@B", "1:27 def | 2:20 ref | 2:28 ref"}}},
  });
}

TEST_CASE("rows of macros", "[indexer]") {
  check({
      {"a macro and its uses",
       "#define N 1\n"
       "int a = N;\n"
       "#undef N\n"
       "#define N 2\n"
       "int b = N;\n",
       {{"c:main.cpp@macro@N", "1:9 def | 2:9 ref | 3:8 ref | 4:9 def | 5:9 ref"}}},
      {"a macro in conditions",
       "#define N 1\n"
       "#ifdef N\n"
       "#endif\n"
       "#if N && defined(N) && !defined M\n"
       "#elif N\n"
       "#endif\n"
       "#ifndef M\n"
       "#endif\n",
       {{"c:main.cpp@macro@N", "1:9 def | 2:8 test | 4:5 test | 4:18 test | 5:7 test"},
        {"c:@macro@M", "4:33 test | 7:9 test"}}},
      {"a name in a macro's argument",
       "int f();\n"
       "#define CALL(x) (x + x)\n"
       "int a = CALL(f());\n",
       {{"c:@F@f#", "1:5 decl | 3:14 ref+call"}, {"c:main.cpp@macro@CALL", "2:9 def | 3:9 ref"}}},
      {"a name in a macro's body",
       "int f();\n"
       "#define CALL f()\n"
       "int a = CALL;\n",
       {{"c:@F@f#", "1:5 decl | 3:9~ ref+call+macro"}}},
      {"a name that a macro pastes",
       "int get_a();\n"
       "#define GET(x) get_##x()\n"
       "int a = GET(a);\n",
       {{"c:@F@get_a#", "1:5 decl | 3:9~ ref+call+macro"}}},
      {"a declaration that a macro makes",
       "#define MAKE(T) struct T { int v; }\n"
       "MAKE(A);\n"
       "int f(A a) { return a.v; }\n",
       {{"c:@S@A", "2:6 def | 3:7 ref"}, {"c:@S@A@FI@v", "2:1~ def+macro | 3:23 ref+read"}}},
      {"a macro in another one's body",
       "#define ONE 1\n"
       "#define TWO (ONE + ONE)\n"
       "int a = TWO;\n",
       {{"c:main.cpp@macro@ONE", "1:9 def | 2:14 ref | 2:20 ref"}}},
      {"a macro in a macro's argument",
       "#define ONE 1\n"
       "#define ID(x) x\n"
       "int a = ID(ONE);\n",
       {{"c:main.cpp@macro@ONE", "1:9 def | 3:12 ref"}}},
      {"a macro of the compiler", "int a = __LINE__;\n", {{"c:@macro@__LINE__", "1:9 ref"}}},
  });
}

TEST_CASE("rows of C", "[indexer]") {
  check({
      {"a struct, a tag and a typedef",
       "typedef struct node { struct node* next; } node;\n"
       "node* f(struct node* n) { return n->next; }\n",
       {{"c:@S@node", "1:16 def | 1:30 ref | 2:16 ref"},
        {"c:@T@node", "1:44 def | 2:1 ref"},
        {"c:@S@node@FI@next", "1:36 def | 2:37 ref+read"}},
       "main.c"},
      {"a function in the old style",
       "int f(a, b) int a; char* b; { return a; }\n"
       "int g() { return f(1, \"\"); }\n",
       {{"c:@F@f", "1:5 def | 2:18 ref+call"}},
       "main.c"},
      {"_Generic",
       "int i(int);\n"
       "int d(double);\n"
       "int x;\n"
       "int f() { return _Generic(x, int: i, double: d)(x); }\n",
       {{"c:@F@i", "1:5 decl | 4:35 ref"},
        {"c:@F@d", "2:5 decl | 4:46 ref"},
        {"c:@x", "3:5 def | 4:27 ref+read | 4:49 ref+read"}},
       "main.c"},
      {"designators",
       "struct P { int a; struct { int b; } in; };\n"
       "struct P p = {.a = 1, .in = {.b = 2}};\n"
       "struct P q = {.in.b = 3};\n",
       {{"c:@S@P@FI@a", "1:16 def | 2:16 ref"}, {"c:@S@P@FI@in", "1:37 def | 2:24 ref | 3:16 ref"}},
       "main.c"},
      {"a static function",
       "static int f(void);\n"
       "static int f(void) { return 1; }\n"
       "int g(void) { return f(); }\n",
       {{"c:main.c@F@f", "1:12 decl | 2:12 def | 3:22 ref+call"}},
       "main.c"},
      {"a tentative definition",
       "int n;\n"
       "int n;\n"
       "int n = 1;\n",
       {{"c:@n", "1:5 def | 2:5 def | 3:5 def"}},
       "main.c"},
      {"a function pointer",
       "int f(int);\n"
       "int (*p)(int) = f;\n"
       "int g() { return p(1) + (*p)(2) + (&f)(3); }\n",
       {{"c:@F@f", "1:5 decl | 2:17 ref | 3:37 ref+addr"}, {"c:@p", "2:7 def | 3:18 ref+read+call | 3:27 ref+read"}},
       "main.c"},
      {"lines that end with CR LF",
       "int f(void);\r\n"
       "int g(void) { return f(); }\r\n",
       {{"c:@F@f", "1:5 decl | 2:22 ref+call"}},
       "main.c"},
      {"an undeclared enumerator's kin",
       "enum { A, B = A };\n"
       "int x[B];\n",
       {{"c:@Ea@A@A", "1:8 def | 1:15 ref"}, {"c:@Ea@A@B", "1:11 def | 2:7 ref"}},
       "main.c"},
  });
}

}  // namespace
}  // namespace cairn::clang
