#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::require;

// One line for each signature, the active one behind a star, its active parameter in
// brackets; "none" if there is no help.
std::string help_in(const std::string& name, std::string_view source) {
  Fixture fixture(name, {name.ends_with(".c") ? "-std=c11" : "-std=c++20"});
  fixture.open(source);
  const auto help = fixture.signature_help();
  if (!help) return "none";
  std::string lines;
  for (std::size_t i = 0; i < help->signatures.size(); ++i) {
    const model::SignatureInformation& signature = help->signatures[i];
    std::string label = signature.label;
    if (signature.active_parameter) {
      const model::ParameterHelp& active = signature.parameters.at(*signature.active_parameter);
      label.insert(active.label_end, "]");
      label.insert(active.label_begin, "[");
    }
    lines += fmt::format("{}{}{}", i == 0 ? "" : " | ", i == help->active_signature ? "*" : "", label);
  }
  return lines;
}
std::string help(std::string_view source) { return help_in("main.cpp", source); }
std::string help_c(std::string_view source) { return help_in("main.c", source); }

}  // namespace

TEST_CASE("signature help behind an opening bracket and behind a comma", "[clang]") {
  CHECK(help("int f(int a, char b);\nint x = f($0);\n") == "*f([int a], char b) -> int");
  CHECK(help("int f(int a, char b);\nint x = f(1, $0);\n") == "*f(int a, [char b]) -> int");
  CHECK(help("int f(int a, char b);\nint x = f(1, $0\n") == "*f(int a, [char b]) -> int");
}

TEST_CASE("signature help in the middle of an argument", "[clang]") {
  CHECK(help("int f(int a, char b);\nint x = f(1 + 2$0, 'c');\n") == "*f([int a], char b) -> int");
  CHECK(help("int f(int a, char b);\nint x = f(1, 2 +$0);\n") == "*f(int a, [char b]) -> int");
}

TEST_CASE("signature help of nested calls is that of the inner one", "[clang]") {
  const std::string functions = "int f(int a, char b);\nint g(long c, short d);\n";
  CHECK(help(functions + "int x = f(g($0), 'c');\n") == "*g([long c], short d) -> int");
  CHECK(help(functions + "int x = f(g(1, 2)$0, 'c');\n") == "*f([int a], char b) -> int");
  CHECK(help(functions + "int x = f(g(1, 2), $0);\n") == "*f(int a, [char b]) -> int");
}

TEST_CASE("signature help behind brackets that only group is that of the call", "[clang]") {
  CHECK(help("int f(int a, char b);\nint x = f(1, (2 + $0));\n") == "*f(int a, [char b]) -> int");
}

TEST_CASE("signature help lists overloads, few parameters first", "[clang]") {
  CHECK(help("int f(int a, int b);\nint f(int a);\nint x = f($0);\n") ==
        "*f([int a]) -> int | f([int a], int b) -> int");
}

TEST_CASE("signature help leaves out overloads that cannot take the arguments", "[clang]") {
  CHECK(help("int f(int a);\nint f(const char* s, int n);\nint f(double d, double e, double g);\n"
             "int x = f(\"s\", $0);\n") == "*f(const char *s, [int n]) -> int");
}

TEST_CASE("signature help of default arguments", "[clang]") {
  CHECK(help("int f(int a, char b = 'c');\nint x = f(1, $0);\n") == "*f(int a, [char b = 'c']) -> int");
}

TEST_CASE("signature help of variable arguments stays at the last parameter", "[clang]") {
  CHECK(help_c("int print(const char *format, ...);\nvoid f(void) { print(\"\", 1, 2, $0); }\n") ==
        "*print(const char *format, [...]) -> int");
}

TEST_CASE("signature help of methods and static methods", "[clang]") {
  CHECK(help("struct S { int get(int i) const; static int make(char c); };\nvoid f(S s) { s.get($0); }\n") ==
        "*get([int i]) -> int");
  CHECK(help("struct S { int get(int i) const; static int make(char c); };\nvoid f(S* s) { s->get($0); }\n") ==
        "*get([int i]) -> int");
  CHECK(help("struct S { static int make(char c); };\nvoid f() { S::make($0); }\n") == "*make([char c]) -> int");
}

TEST_CASE("signature help of constructors in each way to call one", "[clang]") {
  const std::string type = "struct B { B(int q, char r); B(const B&) = delete; };\n";
  CHECK(help(type + "B b($0);\n") == "*B([int q], char r)");
  CHECK(help(type + "B b(1, $0);\n") == "*B(int q, [char r])");
  CHECK(help(type + "B b{1, $0};\n") == "*B{int q, [char r]}");
  CHECK(help(type + "auto p = new B($0);\n") == "*B([int q], char r)");
  CHECK(help(type + "auto b = B($0);\n") == "*B([int q], char r)");
  CHECK(help(type + "void take(B);\nvoid f() { take(B(1, $0)); }\n") == "*B(int q, [char r])");
}

TEST_CASE("signature help of member initialisers", "[clang]") {
  const std::string type = "struct B { B(int q, char r); B(const B&) = delete; };\n";
  CHECK(help(type + "struct D { B mem; D(); };\nD::D() : mem(1, $0) {}\n") == "*B(int q, [char r])");
}

TEST_CASE("signature help of an aggregate", "[clang]") {
  CHECK(help("struct P { int a; char b; };\nP p{1, $0};\n") == "*P{int a, [char b]}");
}

TEST_CASE("signature help of function templates", "[clang]") {
  CHECK(help("template <class T> T twice(T value, int n);\nint x = twice(1, $0);\n") ==
        "*twice(int value, [int n]) -> int");
  CHECK(help("template <class T> T twice(T value, int n);\nint x = twice<int>($0);\n") ==
        "*twice([int value], int n) -> int");
}

TEST_CASE("signature help of template arguments", "[clang]") {
  CHECK(help("template <class A, int N> int tf(A a);\nint x = tf<int, $0>(1);\n") == "*tf<class A, [int N]>() -> int");
  CHECK(help("template <class A, int N> struct Box {};\nBox<$0> b;\n") == "*Box<[class A], int N>");
}

TEST_CASE("signature help of a constructor of a template's instance", "[clang]") {
  CHECK(help("template <class T> struct Box { Box(T first, int second); Box(const Box&) = delete; };\n"
             "Box<char> b(1, $0);\n") == "*Box(char first, [int second])");
}

TEST_CASE("signature help of lambdas, function pointers and function objects", "[clang]") {
  CHECK(help("void f() { auto g = [](int la, double lb) { return la; }; g(1, $0); }\n") ==
        "*operator()(int la, [double lb]) -> int");
  CHECK(help("void f(void (*fp)(int x, char y)) { fp(1, $0); }\n") == "*(int x, [char y]) -> void");
  CHECK(help("struct F { int operator()(int k, int l); };\nvoid f(F o) { o($0); }\n") ==
        "*operator()([int k], int l) -> int");
  CHECK(help("void f() { auto g = [](auto v, int w) { return v; }; g(1, $0); }\n") ==
        "*operator()(int v, [int w]) -> auto");
}

TEST_CASE("signature help of function-like macros", "[clang]") {
  CHECK(help("#define ADD(a, b) ((a) + (b))\nvoid f() { int x = ADD(1, $0); }\n") == "*ADD(a, [b])");
  CHECK(help("#define ADD(a, b) ((a) + (b))\nvoid f() { int x = ADD($0\n") == "*ADD([a], b)");
}

TEST_CASE("signature help of a call inside a macro's argument", "[clang]") {
  CHECK(help("#define ADD(a, b) ((a) + (b))\nint g(char c);\nvoid f() { int x = ADD(1, g($0)); }\n") ==
        "*g([char c]) -> int");
}

TEST_CASE("signature help has the function's comment", "[clang]") {
  Fixture fixture;
  fixture.open("// Counts.\nint count(int a);\nint x = count($0);\n");
  REQUIRE(fixture.signature_help().has_value());
  CHECK(fixture.signature_help()->signatures.at(0).documentation == "Counts.");
}

TEST_CASE("no signature help outside of calls", "[clang]") {
  CHECK(help("int f(int a);\nint x = f(1);$0\n") == "none");
  CHECK(help("int f(int a);\nvoid g() { $0 }\n") == "none");
  CHECK(help("int f(int a);\nvoid g() { if ($0) {} }\n") == "none");
  CHECK(help("int f(int a);\nvoid g() { f(1); $0 }\n") == "none");
  CHECK(help("$0\n") == "none");
}

TEST_CASE("no signature help in the body of a lambda that is an argument", "[clang]") {
  CHECK(help("template <class F> void each(int n, F f);\nvoid g() { each(1, [](int i) { int k; $0 }); }\n") == "none");
}

TEST_CASE("no signature help in comments", "[clang]") {
  CHECK(help("int f(int a);\nint x = f( // f(1, $0\n 1);\n") == "none");
  CHECK(help("int f(int a);\nint x = f( /* , $0 */ 1);\n") == "none");
}

TEST_CASE("signature help in a string argument is that of the call", "[clang]") {
  CHECK(help("int f(int a, const char* s);\nint x = f(1, \"a, b($0\");\n") == "*f(int a, [const char *s]) -> int");
}

TEST_CASE("commas inside inner brackets and literals do not count", "[clang]") {
  CHECK(help("int g(int, int);\nint f(int a, int b, int c);\nint x = f(g(1, 2), ',', $0);\n") ==
        "*f(int a, int b, [int c]) -> int");
}

TEST_CASE("signature help with one argument too many has no active parameter", "[clang]") {
  CHECK(help("int f();\nint x = f($0);\n") == "*f() -> int");
}

TEST_CASE("signature help over several lines and with CRLF", "[clang]") {
  CHECK(help("int f(int a, char b);\r\nint x = f(1,\r\n          $0);\r\n") == "*f(int a, [char b]) -> int");
}

TEST_CASE("signature help of names in other scripts", "[clang]") {
  CHECK(help("int größe(int länge, int maß);\nint x = größe(1, $0);\n") == "*größe(int länge, [int maß]) -> int");
}

TEST_CASE("signature help in a file with errors", "[clang]") {
  CHECK(help("int broken = ;\nint f(int a, char b);\nvoid g() { int x = 1 +; f(1, $0 \n int y }\n") ==
        "*f(int a, [char b]) -> int");
}

TEST_CASE("signature help of functions in C", "[clang]") {
  CHECK(help_c("struct S { int a; };\nint put(struct S *s, int n);\nvoid f(struct S *s) { put(s, $0); }\n") ==
        "*put(struct S *s, [int n]) -> int");
}

TEST_CASE("signature help is about the newest text", "[clang]") {
  Fixture fixture;
  fixture.open("int f(int a, char b);\nint x = f($0);\n");
  std::string text = fixture.source().text;
  text.insert(fixture.source().cursor, "1, ");
  require(fixture.file().update(fixture.request(text)));
  const auto help = require(fixture.file().signature_help(fixture.source().cursor + 3));
  REQUIRE(help.has_value());
  CHECK(help->signatures.at(0).active_parameter == 1U);
}

}  // namespace cairn::clang
