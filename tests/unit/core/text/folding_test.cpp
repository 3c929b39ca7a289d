#include "core/text/folding.h"

#include <string>
#include <string_view>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "core/text/text_buffer.h"

namespace cairn::text {
namespace {

// "0:3-2:0 comment", and "|" where the last line has something to be seen.
std::string folds(std::string_view text) {
  const TextBuffer buffer{std::string(text)};
  std::string result;
  for (const Fold& fold : find_folds(text, read_source_tokens(text))) {
    static constexpr const char* kNames[] = {"", " comment", " imports", " region"};
    const Position begin = buffer.position_at(fold.begin, base::TextEncoding::kUtf8);
    const Position end = buffer.position_at(fold.end, base::TextEncoding::kUtf8);
    result += fmt::format("{}:{}-{}:{}{}{}\n", begin.line, begin.column, end.line, end.column,
                          fold.keeps_last_line ? "|" : "", kNames[static_cast<int>(fold.kind)]);
  }
  return result;
}

TEST_CASE("blocks fold between their braces", "[text]") {
  CHECK(folds("int f() {\n  return 1;\n}\n") == "0:9-2:0|\n");
  CHECK(folds("namespace a {\nstruct S {\n  int x;\n};\n}\n") == "0:13-4:0|\n1:10-3:0|\n");
}

TEST_CASE("what is on one line does not fold", "[text]") {
  CHECK(folds("int f() { return 1; }\n// one\n/* two */\n#include <a>\nint a[] = {1};\n").empty());
}

TEST_CASE("parentheses and brackets fold too", "[text]") {
  CHECK(folds("f(a,\n  b);\nint x[\n2];\n") == "0:2-1:3|\n2:6-3:1|\n");
}

TEST_CASE("lambdas in arguments fold", "[text]") { CHECK(folds("run([] {\n  x();\n});\n") == "0:4-2:1|\n0:8-2:0|\n"); }

TEST_CASE("braces in strings, characters and comments do not count", "[text]") {
  CHECK(folds("f(\"{\", '{'); // {\n/* { */\n}\n").empty());
  CHECK(folds("void f() {\n  g(\"}\");\n}\n") == "0:10-2:0|\n");
}

TEST_CASE("a raw string of several lines folds, and its braces do not", "[text]") {
  CHECK(folds("auto s = R\"({\n}\n)\";\n") == "0:10-2:2\n");
}

TEST_CASE("block comments fold", "[text]") {
  CHECK(folds("/* a\n b\n */\nint x;\n") == "0:2-2:3 comment\n");
  CHECK(folds("int x; /** a\n */\n") == "0:9-1:3 comment\n");
}

TEST_CASE("line comments in a row fold as one", "[text]") {
  CHECK(folds("// a\n// b\n  // c\nint x;\n") == "0:2-2:6 comment\n");
  CHECK(folds("// a\n// b\n\n// c\n// d\n") == "0:2-1:4 comment\n3:2-4:4 comment\n");
}

TEST_CASE("a comment behind code begins no fold", "[text]") {
  CHECK(folds("int x; // a\nint y; // b\n").empty());
  CHECK(folds("int x; // a\n// b\n// c\n") == "1:2-2:4 comment\n");
}

TEST_CASE("a continued line comment folds", "[text]") { CHECK(folds("// a \\\nb\nint x;\n") == "0:2-1:1 comment\n"); }

TEST_CASE("a group of includes folds as imports", "[text]") {
  CHECK(folds("#include <a>\n#include \"b\"\n\n#include <c>\nint x;\n#include <d>\n") == "0:9-3:12 imports\n");
  CHECK(folds("#include <a>\n// why\n#include <b>\n") == "0:9-2:12 imports\n");
  CHECK(folds("#include <a>\n#define B\n#include <b>\n").empty());
}

TEST_CASE("branches of a conditional fold one by one", "[text]") {
  CHECK(folds("#if A\nint a;\n#elif B\nint b;\n#else\nint c;\n#endif\n") == "0:5-1:6\n2:7-3:6\n4:5-5:6\n");
  CHECK(folds("#ifdef A\r\nint a;\r\n#endif\r\n") == "0:8-1:6\n");
}

TEST_CASE("nested conditionals fold", "[text]") {
  CHECK(folds("#if A\n#ifndef B\nint b;\n#endif\n#endif\n") == "0:5-3:6\n1:9-2:6\n");
}

TEST_CASE("an if 0 is no trap for quotes and braces", "[text]") {
  CHECK(folds("void f() {\n#if 0\n  don't {{\n#endif\n}\n") == "0:10-4:0|\n1:5-2:10\n");
}

TEST_CASE("functions whose heads are in branches fold in each of them", "[text]") {
  CHECK(folds("#if A\nint f(int a) {\n#else\nint f() {\n#endif\n  x;\n}\n") == "0:5-1:14\n1:14-6:0|\n2:5-3:9\n");
}

TEST_CASE("regions fold, however they are written", "[text]") {
  CHECK(folds("#pragma region A\nint x;\n#pragma endregion\n") == "0:16-2:17 region\n");
  CHECK(folds("// region A\nint x;\n// endregion\n") == "0:11-2:12 region\n");
  CHECK(folds("//#region A\nint x;\n//#endregion A\n") == "0:11-2:14 region\n");
}

TEST_CASE("regions nest, and words that only begin alike are no regions", "[text]") {
  CHECK(folds("// region A\n// region B\nint x;\n// endregion\n// endregion\n") ==
        "0:11-4:12 region\n1:11-3:12 region\n");
  CHECK(folds("// regional\nint x;\n// endregion\n").empty());
}

TEST_CASE("macros of several lines fold", "[text]") {
  CHECK(folds("#define A(x) \\\n  do { \\\n  } while (0)\nint y;\n") == "0:1-2:13\n");
}

TEST_CASE("unbalanced brackets leave the other folds alone", "[text]") {
  CHECK(folds("void f() {\n  g((;\n}\nvoid h() {\n  i;\n}\n") == "0:10-2:0|\n3:10-5:0|\n");
  CHECK(folds("}\n}\nvoid f() {\n}\n") == "2:10-3:0|\n");
  CHECK(folds("void f() {\n").empty());
}

TEST_CASE("designated initialisers and enumerations fold", "[text]") {
  CHECK(folds("struct P p = {\n  .a = 1,\n};\nenum E {\n  A,\n};\n") == "0:14-2:0|\n3:8-5:0|\n");
}

TEST_CASE("a text of one line and a text of many brackets take no time", "[text]") {
  std::string brackets(200'000, '{');
  brackets.append(200'000, '}');
  CHECK(folds(brackets).empty());
  std::string branches = std::string(20'000, '(');
  for (int i = 0; i < 20'000; ++i) branches += "\n#if a\n}\n#else\n}\n#endif";
  CHECK_FALSE(folds(branches).empty());
}

}  // namespace
}  // namespace cairn::text
