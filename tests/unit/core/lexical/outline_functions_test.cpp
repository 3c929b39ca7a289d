#include <catch2/catch.hpp>

#include <string_view>
#include <vector>

#include "core/lexical/scan.h"
#include "tests/unit/core/lexical/outline_text.h"

namespace cairn::lexical {

TEST_CASE("a function's definition and its declaration are told apart", "[lexical]") {
  check_outline("int f(void);\nint f(void) { return g(); }", "function f 1:5 decl\nfunction f 2:5 def");
}

TEST_CASE("locals of a function are not listed", "[lexical]") {
  check_outline("void f() { int a; struct S { int b; }; { enum { C }; } }", "function f 1:6 def");
}

TEST_CASE("a pointer or reference in front of a function's name is not part of it", "[lexical]") {
  check_outline("char **f();\nconst X &g();\nX &&h();",
                "function f 1:8 decl\nfunction g 2:10 decl\nfunction h 3:5 decl");
}

TEST_CASE("a function that returns a struct is no struct", "[lexical]") {
  check_outline("struct S *f(void) { return 0; }\nenum E g() { }\nstruct S h(struct S s);",
                "function f 1:11 def\nfunction g 2:8 def\nfunction h 3:10 decl");
}

TEST_CASE("macros and attributes in front of a function are stepped over", "[lexical]") {
  check_outline("EXPORT_API int f(void) ATTR;", "function f 1:16 decl");
  check_outline("static inline __attribute__((unused)) int f(void) { return 0; }", "function f 1:43 def");
  check_outline("[[nodiscard]] LLVM_ABI static int f();", "function f 1:35 decl");
  check_outline("__declspec(dllexport) void WINAPI f(int);", "function f 1:35 decl");
}

TEST_CASE("macros with arguments in front of a function are stepped over", "[lexical]") {
  check_outline("PyAPI_FUNC(int) f(void);", "function f 1:17 decl");
  check_outline("NO_SANITIZE(\"x\") static void f() { }", "function f 1:30 def");
  check_outline("DECLARE(A)\nDECLARE(B)\nint f();", "function f 3:5 decl");
}

TEST_CASE("macros and attributes behind a function are stepped over", "[lexical]") {
  check_outline("int f(void) __attribute__((format(printf, 1, 2)));\nint g(int) PRINTF(1, 2) NONNULL(3);",
                "function f 1:5 decl\nfunction g 2:5 decl");
}

TEST_CASE("an assembler name behind a function is stepped over", "[lexical]") {
  check_outline("int f(void) __asm__(\"_f\");", "function f 1:5 decl");
}

TEST_CASE("final and override may be names of functions", "[lexical]") {
  check_outline("struct A { void final(B &b); };\nvoid A::final(B &b) { }\nint c;",
                "struct A 1:8 def\nmethod A::final 1:17 decl\nmethod A::final 2:9 def\nvariable c 3:5 def");
}

TEST_CASE("a macro call whose argument ends the next head is no old C function", "[lexical]") {
  check_outline("TYPEDEF(A, B)\ntemplate <> struct C<B> { int d; };", "struct C 2:20 def\nfield C::d 2:31 def");
}

TEST_CASE("macros with arguments between type and name are stepped over", "[lexical]") {
  check_outline("EXPORT int NOTHROW\nATTR(nonnull(1))\nf(void **p) { }", "function f 3:1 def");
}

TEST_CASE("calls of macros are no functions", "[lexical]") {
  check_outline("MODULE_LICENSE(\"GPL\");\nDEFINE_bool(x, false);\nint a;", "variable a 3:5 def");
}

TEST_CASE("a macro with a body is a function of its argument's name", "[lexical]") {
  check_outline("TEST(Suite, Name) { int x; }\nTEST_F(Suite, Name) { }\nvoid f() { }",
                "function Suite::Name 1:13 def\nfunction Suite::Name 2:15 def\nfunction f 3:6 def");
  check_outline("AST_MATCHER_P(Decl, isOld, int, Age) { }", "function Decl::isOld 1:21 def");
  check_outline("AST_MATCHER(a::B<int, 2>, isOld) { }", "function a::B::isOld 1:27 def");
  check_outline("TEST_BEGIN(a) {\n}\nTEST_END\n\nTEST_BEGIN(b) { }\nTEST_END",
                "function a 1:12 def\nfunction b 5:12 def");
  check_outline("TEST_BEGIN(sorts) {\n}\nBOOST_FIXTURE_TEST_CASE(name, Fixture) { }",
                "function sorts 1:12 def\nfunction name 3:25 def");
  check_outline("SYSCALL_DEFINE1(close, pid_t, fd) { }\nMATCHER_P(IsOdd, n, \"is odd\") { }",
                "function close 1:17 def\nfunction IsOdd 2:11 def");
  check_outline("FOO() { }\nFOO(1 + 2) { }\nint x;", "variable x 3:5 def");
}

TEST_CASE("a macro with a text and a body is a function named as the text", "[lexical]") {
  check_outline("TEST_CASE(\"it works\", \"[tag]\") { }", "function it works 1:12 def");
  check_outline("TEST_CASE_METHOD(Fixture, \"it works\") { }", "function Fixture::it works 1:28 def");
  check_outline("TEST_CASE(\"\") { }\nTEST_CASE(R\"(x)\") { }\nTEST_CASE(\"a\\\"b\") { }\nint x;",
                "variable x 4:5 def");
}

TEST_CASE("a function whose name is shielded from macros is found", "[lexical]") {
  check_outline("inline int f NOMACRO(...) { }\nint g NOMACRO() { }\nint x;",
                "function f 1:12 def\nfunction g 2:5 def\nvariable x 3:5 def");
  check_outline("struct A { int x GUARDED_BY(mutex){0}; int y; };",
                "struct A 1:8 def\nfield A::x 1:16 def\nfield A::y 1:44 def");
}

TEST_CASE("calls of members in a file of statements are no functions", "[lexical]") {
  check_outline("case 1:\n  list.push_back(x);\n  break;\nint f(Ts... args);", "function f 4:5 decl");
}

TEST_CASE("a specifier behind the type is stepped over", "[lexical]") {
  check_outline("struct A { size_t static f(int x) { } };", "struct A 1:8 def\nmethod A::f 1:26 def");
}

TEST_CASE("conversions to qualified types have their name", "[lexical]") {
  check_outline("struct A { operator ::n::B<T>() const { } };",
                "struct A 1:8 def\nconversion A::operator::n::B<T> 1:12 def");
}

TEST_CASE("what follows braces that are no initialiser is found", "[lexical]") {
  check_outline("int f MACRO { }\nint g() { }\nint x;", "variable f 1:5 def\nfunction g 2:5 def\nvariable x 3:5 def");
}

TEST_CASE("C functions with parameters declared behind the parentheses are found", "[lexical]") {
  check_outline("int f(a, b) int a; char *b; { return a; }\nint c;", "function f 1:5 def\nvariable c 2:5 def");
  check_outline("main(argc, argv)\n  int argc;\n  char *argv[];\n{ }", "function main 1:1 def");
  check_outline("FILE *f(x) foo_t x; { }", "function f 1:7 def");
}

TEST_CASE("C functions without a type are found when they have a body", "[lexical]") {
  check_outline("main() { }\nfoo();", "function main 1:1 def");
}

TEST_CASE("a name in parentheses is a function's name", "[lexical]") {
  check_outline("LUA_API int (lua_gettop) (lua_State *L);", "function lua_gettop 1:14 decl");
  check_outline("LUA_API const char *(f) (int);\nLUA_API lua_Number (g) (int);",
                "function f 1:22 decl\nfunction g 2:21 decl");
}

TEST_CASE("a function that returns a pointer to a function is a function", "[lexical]") {
  check_outline("void (*signal(int sig, void (*handler)(int)))(int);", "function signal 1:8 decl");
}

TEST_CASE("several functions in one declaration are all found", "[lexical]") {
  check_outline("int f(void), *g(int a, int b), h();",
                "function f 1:5 decl\nfunction g 1:15 decl\nfunction h 1:32 decl");
}

TEST_CASE("default arguments with braces do not end a function's head", "[lexical]") {
  check_outline("void f(int a = {}, S s = {1, 2}) { }\nint b;", "function f 1:6 def\nvariable b 2:5 def");
  check_outline("void f(F g = [](int) { return 1; });", "function f 1:6 decl");
}

TEST_CASE("trailing return types are read", "[lexical]") {
  check_outline("auto f(int a) -> std::pair<int, long>;\nauto g() -> decltype(h()) { }",
                "function f 1:6 decl\nfunction g 2:6 def");
}

TEST_CASE("a member function defined outside of its class has the class's scope", "[lexical]") {
  check_outline("void A::B::f() const { }\nint A<T, U<int>>::g() { }", "method A::B::f 1:12 def\nmethod A::g 2:19 def");
  check_outline("namespace n { std::string A::f() { } }", "namespace n 1:11 def\nmethod n::A::f 1:30 def");
}

TEST_CASE("a templated member of a template keeps its scope", "[lexical]") {
  check_outline("template <class T> template <class U> void A<T>::f(U u) { }", "method A::f 1:50 def");
}

TEST_CASE("constructors and destructors are found inside and outside of classes", "[lexical]") {
  check_outline("struct A { A(); explicit A(int a) : b(a), c{a} { } ~A(); };",
                "struct A 1:8 def\nconstructor A::A 1:12 decl\nconstructor A::A 1:26 def\ndestructor A::~A 1:52 decl");
  check_outline("A::A() : x(1), y{2}, B<int>{3} { }\nA::~A() { }\nint z;",
                "constructor A::A 1:4 def\ndestructor A::~A 2:4 def\nvariable z 3:5 def");
  check_outline("ns::A<T>::A(int) noexcept : a() { }", "constructor ns::A::A 1:11 def");
}

TEST_CASE("function try blocks are bodies", "[lexical]") {
  check_outline("A::A() try : a{1} { } catch (...) { }\nvoid f() try { } catch (E &e) { }\nint x;",
                "constructor A::A 1:4 def\nfunction f 2:6 def\nvariable x 3:5 def");
}

TEST_CASE("a lambda in a constructor's initialisers is no body", "[lexical]") {
  check_outline("A::A() : f([](int x) { return x; }), g{[] { }} { }\nint x;",
                "constructor A::A 1:4 def\nvariable x 2:5 def");
}

TEST_CASE("operators are named with their symbols", "[lexical]") {
  check_outline(
      "struct A { bool operator==(const A&) const; A &operator=(A&&); int operator()(int); int operator [] (int); };",
      "struct A 1:8 def\noperator A::operator== 1:17 decl\noperator A::operator= 1:48 decl\n"
      "operator A::operator() 1:68 decl\noperator A::operator[] 1:89 decl");
  check_outline("bool operator<(A, A);\nS &operator<<(S&, T) { }\nauto operator<=>(A, A);\nA operator->*(A, B);",
                "operator operator< 1:6 decl\noperator operator<< 2:4 def\noperator operator<=> 3:6 decl\n"
                "operator operator->* 4:3 decl");
}

TEST_CASE("allocation operators and literal operators are named", "[lexical]") {
  check_outline(
      "void *operator new(size_t);\nvoid operator delete[](void *p) { }\nKm operator\"\"_km(long double);\nKm operator "
      "\"\" _m(long double);",
      "operator operator new 1:7 decl\noperator operator delete[] 2:6 def\noperator operator\"\"_km 3:4 decl\n"
      "operator operator\"\"_m 4:4 decl");
}

TEST_CASE("conversion operators are named with their types", "[lexical]") {
  check_outline(
      "struct A { operator bool() const; explicit operator const char *(); operator std::vector<int>() { } };",
      "struct A 1:8 def\nconversion A::operator bool 1:12 decl\nconversion A::operator const char * 1:44 decl\n"
      "conversion A::operator std::vector<int> 1:69 def");
  check_outline("A::operator bool() const { }", "conversion A::operator bool 1:4 def");
}

TEST_CASE("defaulted functions are defined and deleted or pure ones are declared", "[lexical]") {
  check_outline("struct A { A() = default; A(int) = delete; virtual void f() = 0; };",
                "struct A 1:8 def\nconstructor A::A 1:12 def\nconstructor A::A 1:27 decl\nmethod A::f 1:57 decl");
}

TEST_CASE("a friend defined in a class belongs to the namespace and a declared one is not listed", "[lexical]") {
  check_outline("namespace n { struct A { friend int f(A) { } friend int g(A); friend class B; int x; }; }",
                "namespace n 1:11 def\nstruct n::A 1:22 def\nfunction n::f 1:37 def\nfield n::A::x 1:83 def");
}

TEST_CASE("constraints of templates are stepped over", "[lexical]") {
  check_outline("template <class T> requires A<T> && (sizeof(T) > 1) T f(T);", "function f 1:55 decl");
  check_outline("template <class T> requires requires(T t) { t.g(); } void f(T) { }\nint a;",
                "function f 1:59 def\nvariable a 2:5 def");
  check_outline("template <class T> void f(T) requires C<T> { }\nvoid g(C auto x);",
                "function f 1:25 def\nfunction g 2:6 decl");
}

TEST_CASE("explicit instantiations declare nothing and specialisations do", "[lexical]") {
  check_outline("template void f<int>(int);\nextern template class A<int>;\ntemplate <> void f<int>(int) { }",
                "function f 3:18 def");
}

TEST_CASE("noexcept and throw specifications are stepped over", "[lexical]") {
  check_outline("void f() noexcept(noexcept(g())) { }\nvoid h() throw(E);", "function f 1:6 def\nfunction h 2:6 decl");
}

TEST_CASE("shifts and comparisons in array bounds are no templates", "[lexical]") {
  check_outline("int a[1 << 3];\nint f(int x[A < B]);\nint b;",
                "variable a 1:5 def\nfunction f 2:5 decl\nvariable b 3:5 def");
}

TEST_CASE("statement expressions and assembler in bodies are skipped", "[lexical]") {
  check_outline("int f() { return ({ int x = 1; x; }); }\nint g() { asm(\"{ }\"); }\nasm(\".globl x\");\nint y;",
                "function f 1:5 def\nfunction g 2:5 def\nvariable y 4:5 def");
}

TEST_CASE("a function whose brackets never close ends with the text", "[lexical]") {
  check_outline("void f() { if (x) {", "function f 1:6 def");
  check_outline("void f(int a", "");
  check_outline("}\n}\nint a;", "variable a 3:5 def");
}

TEST_CASE("a bracket that never closes is given up at the next semicolon", "[lexical]") {
  check_outline("MACRO((;\nint a;\nvoid f() { }", "variable a 2:5 def\nfunction f 3:6 def");
}

TEST_CASE("positions are right behind CRLF and multi-byte characters", "[lexical]") {
  check_outline("int a;\r\nint b;\r\n\r\nint c;", "variable a 1:5 def\nvariable b 2:5 def\nvariable c 4:5 def");
  check_outline("int gr\xC3\xB6\xC3\x9F\x65, b;", "variable gr\xC3\xB6\xC3\x9F\x65 1:5 def\nvariable b 1:14 def");
}

TEST_CASE("code behind NUL bytes and a byte order mark is read", "[lexical]") {
  check_outline(std::string_view("\xEF\xBB\xBFint a;\0int b;", 16), "variable a 1:8 def\nvariable b 1:15 def");
}

TEST_CASE("members outside of their class stand in the namespace that the file uses", "[lexical]") {
  check_outline("#include \"a.h\"\nusing namespace n::m;\nvoid A::f() {}\nint A::B::x = 0;\nstruct A::C { int y; };",
                "method n::m::A::f 3:9 def\nvariable n::m::A::B::x 4:11 def\nstruct n::m::A::C 5:11 def\n"
                "field n::m::A::C::y 5:19 def");
  check_outline("using namespace std;\nusing namespace ::n;\nusing namespace k;\nvoid A::f() {}",
                "method n::A::f 4:9 def");
}

TEST_CASE("names whose place the file shows do not stand in the namespace that it uses", "[lexical]") {
  check_outline("struct A { void f(); };\nusing namespace n;\nvoid A::f() {}\nvoid ::B::g() {}\nvoid n::h() {}\nint i;",
                "struct A 1:8 def\nmethod A::f 1:17 decl\nmethod A::f 3:9 def\nmethod B::g 4:11 def\n"
                "method n::h 5:9 def\nvariable i 6:5 def");
  check_outline("using namespace n;\nnamespace k { void B::f() {} }\nvoid k::g() {}\nstruct S : C::D {};",
                "namespace k 2:11 def\nmethod k::B::f 2:23 def\nmethod k::g 3:9 def\nstruct S 4:8 def");
}

TEST_CASE("members of a class in an unnamed namespace are local wherever they are defined", "[lexical]") {
  FileScan file;
  scan("a.cpp", "using namespace n;\nnamespace { struct A { void f(); }; }\nvoid A::f() {}", file);
  std::vector<std::string_view> names;
  for (const model::SymbolFacts& symbol : file.rows().symbols) names.push_back(symbol.usr);
  CHECK(names == std::vector<std::string_view>{"lex:A#T@a.cpp", "lex:A::f#F@a.cpp"});
}

TEST_CASE("using a namespace inside of another one changes nothing outside", "[lexical]") {
  check_outline("namespace k { using namespace n; }\nvoid A::f() {}", "namespace k 1:11 def\nmethod A::f 2:9 def");
  check_outline("using namespace;\nusing namespace n x;\nvoid A::f() {}", "method A::f 3:9 def");
}

}  // namespace cairn::lexical
