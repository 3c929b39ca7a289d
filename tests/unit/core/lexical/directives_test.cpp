#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <string>

#include "core/lexical/scan.h"
#include "tests/unit/core/lexical/outline_text.h"

namespace cairn::lexical {
namespace {

// "define NAME 1: a b ##; test NAME 2:", lines from 1.
std::string macros_of(std::string_view source) {
  FileScan file;
  scan("file.cpp", source, file);
  std::string text;
  for (const model::MacroLine& macro : file.rows().macros) {
    const char* const act = macro.act == model::MacroAct::kDefine     ? "define"
                            : macro.act == model::MacroAct::kUndefine ? "undefine"
                                                                      : "test";
    text += fmt::format("{}{} {} {}:", text.empty() ? "" : "\n", act, macro.name, macro.line + 1);
    for (const std::string_view name : macro.body) text += fmt::format(" {}", name);
    if (macro.pastes) text += " ##";
  }
  return text;
}

std::string includes_of(std::string_view source) {
  FileScan file;
  scan("file.cpp", source, file);
  std::string text;
  for (const model::IncludeLine& include : file.rows().includes) {
    text += fmt::format("{}{} {}{}", text.empty() ? "" : "\n", include.line + 1, include.is_angled ? "<" : "",
                        include.spelled);
  }
  return text;
}

std::uint32_t flags_of(std::string_view source) {
  FileScan file;
  scan("file.h", source, file);
  return file.rows().facts.flags & (model::FileFacts::kIncludeGuard | model::FileFacts::kPragmaOnce);
}

}  // namespace

TEST_CASE("macros are listed with the identifiers of their bodies, without their parameters", "[lexical]") {
  CHECK(macros_of("#define A(x, y) f(x) + g(y, h) + f(1)\n") == "define A 1: f g h");
  CHECK(macros_of("#define B (x)\n#define C\n#define D") == "define B 1: x\ndefine C 2:\ndefine D 3:");
}

TEST_CASE("a macro's body goes on behind line continuations and comments", "[lexical]") {
  CHECK(macros_of("#define A a \\\n  b /* c\n d */ e // f\nint g;") == "define A 1: a b e");
}

TEST_CASE("pasting is noted", "[lexical]") {
  CHECK(macros_of("#define A(x) x ## _y\n#define B(x) #x # x") == "define A 1: _y ##_y ##\ndefine B 2:");
}

TEST_CASE("what ## puts together is listed as a pattern, arguments empty", "[lexical]") {
  CHECK(macros_of("#define A(x, y) x##y\n") == "define A 1: ## ##");
  CHECK(macros_of("#define A(x) get_##x##_fn(a, int##x)\n") == "define A 1: get_ _fn get_####_fn a int## ##");
  CHECK(macros_of("#define A(x, ...) f(x, ##__VA_ARGS__) v##__VA_ARGS__\n") == "define A 1: f __VA_ARGS__ v v## ##");
  CHECK(macros_of("#define A(x) #x ## _y L ## #x x##1##_z\n") == "define A 1: _y L _z ##1##_z ##");
  CHECK(macros_of("#define A(x, ...) x##__VA_OPT__(y)##z\n") == "define A 1: __VA_OPT__ ## y z ##z ##");
  CHECK(macros_of("#define A(x) x##\n#define B(x) ##x") == "define A 1: ##\ndefine B 2: ##");
}

TEST_CASE("macros that are undefined or tested are listed", "[lexical]") {
  CHECK(
      macros_of("#undef A\n#ifdef B\n#elif C > D && defined(E) || defined F\n#elifdef G\n#endif\n#ifndef H\n#endif") ==
      "undefine A 1:\ntest B 2:\ntest C 3:\ntest D 3:\ntest E 3:\ntest F 3:\ntest G 4:\ntest H 6:");
}

TEST_CASE("headers and attributes that a condition asks for are no macros", "[lexical]") {
  CHECK(macros_of("#if __has_include(<a/b.h>) && A\n#endif") == "test A 1:");
}

TEST_CASE("macros are symbols with the text of their definition", "[lexical]") {
  check_outline("# /* x */ define MAX(a, b) \\\n  ((a) > (b))\n", "macro MAX 1:18 def");
}

TEST_CASE("includes are listed as they are spelled", "[lexical]") {
  CHECK(includes_of("#include <a/b.h>\n#  include \"c.h\" // x\n#include_next <d>\n#import \"e\"") ==
        "1 <a/b.h\n2 c.h\n3 <d\n4 e");
}

TEST_CASE("an include of a macro or without an end is not listed", "[lexical]") {
  CHECK(includes_of("#include HEADER\n#include <a\n#include \"b\n#include") == "");
}

TEST_CASE("comments in front of an include's name are stepped over", "[lexical]") {
  CHECK(includes_of("#include /* x */ \\\n \"a\"") == "1 a");
}

TEST_CASE("directives in comments and strings are none", "[lexical]") {
  CHECK(includes_of(
            "/*\n#include <a>\n*/\nauto s = R\"(\n#include <b>\n)\";\n// \\\n#include <c>\nint x; #include <d>") == "");
}

TEST_CASE("what stands in #if 0 is left out, but its #else is not", "[lexical]") {
  check_outline("#if 0\nint a; don't {\n#define M\n#else\nint b;\n#endif\nint c;",
                "variable b 5:5 def\nvariable c 7:5 def");
  check_outline("#if 1\nint a;\n#elif X\nint b;\n#else\nint c;\n#endif", "variable a 2:5 def");
  check_outline("#if 0\n#if X\nint a;\n#else\nint b;\n#endif\n#elif Y\nint c;\n#endif", "variable c 8:5 def");
}

TEST_CASE("declarations of all other branches are found", "[lexical]") {
  check_outline("#ifdef A\nint a;\n#elif B\nint b;\n#else\nint c;\n#endif",
                "variable a 2:5 def\nvariable b 4:5 def\nvariable c 6:5 def");
}

TEST_CASE("branches that all open a brace open one", "[lexical]") {
  check_outline("#if A\nint f(int a) {\n#else\nint f(long a) {\n#endif\n}\nint b;",
                "function f 2:5 def\nfunction f 4:5 def\nvariable b 7:5 def");
  check_outline("void f() {\n#if A\nif (a) {\n#else\nif (b) {\n#endif\n}\n}\nint b;",
                "function f 1:6 def\nvariable b 9:5 def");
}

TEST_CASE("branches that all close a brace close one", "[lexical]") {
  check_outline("void f() {\n#if A\n}\n#else\nx(); }\n#endif\nint b;", "function f 1:6 def\nvariable b 7:5 def");
}

TEST_CASE("a brace that one conditional opens and another closes is open in between", "[lexical]") {
  check_outline("#ifdef __cplusplus\nextern \"C\" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif\nint g(void);",
                "function f 4:5 decl\nfunction g 8:5 decl");
}

TEST_CASE("alternatives inside of one declaration do not add up", "[lexical]") {
  check_outline("int f(int a,\n#if A\n  int b)\n#else\n  long b)\n#endif\n{ }\nint c;",
                "function f 1:5 def\nvariable c 8:5 def");
  check_outline("static\n#if A\ninline\n#endif\nint f();", "function f 5:5 decl");
}

TEST_CASE("an #else that only reports an error continues the branch before", "[lexical]") {
  check_outline("#if A\nint f(int a)\n#else\n#error \"can't\"\n#endif\n{ }\nint b;",
                "function f 2:5 def\nvariable b 7:5 def");
}

TEST_CASE("conditionals that do not match are survived", "[lexical]") {
  check_outline("#endif\n#else\n#if A\nint a;\n#if B\nint b;", "variable a 4:5 def\nvariable b 6:5 def");
}

TEST_CASE("include guards and #pragma once are recognised", "[lexical]") {
  CHECK(flags_of("// x\n#ifndef A\n#define A\nint x;\n#endif // A\n") == model::FileFacts::kIncludeGuard);
  CHECK(flags_of("#if !defined(A)\n#define A 1\n#endif") == model::FileFacts::kIncludeGuard);
  CHECK(flags_of("#pragma once\n#ifndef A\n#define A\n#endif") ==
        (model::FileFacts::kIncludeGuard | model::FileFacts::kPragmaOnce));
}

TEST_CASE("what only resembles an include guard is none", "[lexical]") {
  CHECK(flags_of("#ifndef A\n#define A\n#endif\nint x;") == 0);
  CHECK(flags_of("int x;\n#ifndef A\n#define A\n#endif") == 0);
  CHECK(flags_of("#ifndef A\n#define B\n#endif") == 0);
  CHECK(flags_of("#ifndef A\n#define A\n#else\nint x;\n#endif") == 0);
  CHECK(flags_of("#if !defined(A) && B\n#define A\n#endif") == 0);
}

}  // namespace cairn::lexical
