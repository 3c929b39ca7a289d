#include <catch2/catch.hpp>

#include <string>

#include "tests/unit/core/lexical/outline_text.h"

namespace cairn::lexical {

TEST_CASE("all declarators of a declaration are found", "[lexical]") {
  check_outline("int a, *b[3], (*f)(int), &c = a;",
                "variable a 1:5 def\nvariable b 1:9 def\nvariable f 1:17 def\nvariable c 1:27 def");
}

TEST_CASE("extern variables are declared unless they are initialised", "[lexical]") {
  check_outline("extern int a;\nextern \"C\" char b[];\nextern int c = 1;",
                "variable a 1:12 decl\nvariable b 2:17 decl\nvariable c 3:12 def");
}

TEST_CASE("initialisers are skipped, whatever is in them", "[lexical]") {
  check_outline("int a[] = {1, 2, {3}}, b = f(1, 2), c{4};\nS s = {.x = 1, .y = {2}};\nauto l = [](int x) { int y; };",
                "variable a 1:5 def\nvariable b 1:24 def\nvariable c 1:37 def\nvariable s 2:3 def\nvariable l 3:6 def");
}

TEST_CASE("variables with constructor arguments are no functions", "[lexical]") {
  check_outline("static cl::opt<bool> Opt(\"name\", cl::desc(\"x\"));\nstd::string s('a', 3);\nFoo g(&h);",
                "variable Opt 1:22 def\nvariable s 2:13 def\nvariable g 3:5 def");
}

TEST_CASE("a static member defined outside of its class has its scope", "[lexical]") {
  check_outline("int A::b = 3;\nconst std::map<int, int> A::B::c = {};",
                "variable A::b 1:8 def\nvariable A::B::c 2:32 def");
}

TEST_CASE("types of several words and templates in front of a name are read over", "[lexical]") {
  check_outline("unsigned long long a;\nstd::vector<std::pair<int, T>> b;\nconst struct S *c;\ntypename A::B d;",
                "variable a 1:20 def\nvariable b 2:32 def\nvariable c 3:17 def\nvariable d 4:15 def");
}

TEST_CASE("attributes around a variable are stepped over", "[lexical]") {
  check_outline("int a __attribute__((unused)) = 1;\nalignas(16) int b;\n__thread int c;\nint d __asm__(\"x\");",
                "variable a 1:5 def\nvariable b 2:17 def\nvariable c 3:14 def\nvariable d 4:5 def");
}

TEST_CASE("structured bindings at namespace scope are variables", "[lexical]") {
  check_outline("auto [a, b] = f();\nconst auto &[c] = g();",
                "variable a 1:7 def\nvariable b 1:10 def\nvariable c 2:14 def");
}

TEST_CASE("expressions and labels declare nothing", "[lexical]") {
  check_outline("a = 5;\nb;\nc[3];\n;;\nreturn x;\nint d;", "variable d 6:5 def");
}

TEST_CASE("a variable template and a constant expression are variables", "[lexical]") {
  check_outline("template <class T> constexpr bool is_x = A<T>::value && (B<T> < 3);\nint y;",
                "variable is_x 1:35 def\nvariable y 2:5 def");
}

TEST_CASE("pointers to members and to arrays are variables", "[lexical]") {
  check_outline("int (A::*a)(int);\nint (*b)[3];\nvoid (WINAPI *c)(void);",
                "variable a 1:10 def\nvariable b 2:7 def\nvariable c 3:15 def");
}

TEST_CASE("types of typeof and decltype are read over", "[lexical]") {
  check_outline("decltype(f()) a;\n__typeof__(x) *b;\n_Atomic(int) c;",
                "variable a 1:15 def\nvariable b 2:16 def\nvariable c 3:14 def");
}

TEST_CASE("very long initialisers do not hide what follows", "[lexical]") {
  std::string source = "int a[] = ";
  source += "{";
  for (int i = 0; i < 5000; ++i) source += "f(1), x,";
  source += "}, b = 1;\nint c = ";
  for (int i = 0; i < 5000; ++i) source += "(1) + ";
  source += "1;\nint d;";
  CHECK(outline_of(source) == "variable a 1:5 def\nvariable b 1:40015 def\nvariable c 2:5 def\nvariable d 3:5 def");
}

}  // namespace cairn::lexical
