#include "core/text/selection.h"

#include <algorithm>
#include <random>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

namespace cairn::text {
namespace {

// The texts that are selected step by step at $0, without the whole text at the end;
// one line each, line ends shown as '~'.
std::string steps(std::string_view marked) {
  std::string text(marked);
  const std::size_t cursor = text.find("$0");
  text.erase(cursor, 2);
  const auto spans = selection_spans(text, read_source_tokens(text), static_cast<std::uint32_t>(cursor));
  REQUIRE(spans.back() == Span{0, static_cast<std::uint32_t>(text.size())});
  std::string result;
  for (std::size_t i = 0; i + 1 < spans.size(); ++i) {
    REQUIRE(spans[i].begin <= cursor);
    REQUIRE(cursor <= spans[i].end);
    std::string step = text.substr(spans[i].begin, spans[i].end - spans[i].begin);
    std::replace(step.begin(), step.end(), '\n', '~');
    result += step + "\n";
  }
  return result;
}

TEST_CASE("a selection grows from the word to the statement", "[text]") {
  CHECK(steps("int a;\nint n$0ame = 1;\nint b;\n") == "name\nint name = 1\nint name = 1;\n");
}

TEST_CASE("a selection grows over arguments and calls", "[text]") {
  CHECK(steps("x;\nf(a, b$0b + c);\ny;\n") == "bb\nbb + c\na, bb + c\n(a, bb + c)\nf(a, bb + c)\nf(a, bb + c);\n");
}

TEST_CASE("a selection grows over chains of members", "[text]") {
  CHECK(steps("x;\na.b$0()->c[1] = 2;\n") == "b\na.b()->c[1]\na.b()->c[1] = 2\na.b()->c[1] = 2;\n");
  CHECK(steps("x;\nn::m::f$0(1);\n") == "f\nn::m::f(1)\nn::m::f(1);\n");
}

TEST_CASE("a selection grows from the statement to the function", "[text]") {
  CHECK(steps("int g;\nint f(int a) {\n  g();\n  ret$0urn a;\n}\nint h;\n") ==
        "return\nreturn a\nreturn a;\ng();~  return a;\n{~  g();~  return a;~}\n"
        "int f(int a) {~  g();~  return a;~}\n");
}

TEST_CASE("conditions belong to their blocks", "[text]") {
  CHECK(steps("a;\nif (x$0) {\n  b;\n} else {\n  c;\n}\nd;\n") == "x\n(x)\nif (x) {~  b;~} else {~  c;~}\n");
  CHECK(steps("a;\ndo {\n  b$0;\n} while (c);\nd;\n") ==
        "b\nb;\n{~  b;~}\ndo {~  b;~} while (c)\ndo {~  b;~} while (c);\n");
  CHECK(steps("try { a$0; } catch (...) { }\nb;\n") == "a\na;\n{ a; }\ntry { a; } catch (...) { }\n");
}

TEST_CASE("blocks in a row are statements of their own", "[text]") {
  CHECK(steps("void f() {}\nvoid g$0() {}\n~S() {}\n*p = 1;\n") == "g\ng()\nvoid g() {}\n");
  CHECK(steps("while (a) {}\n*p$0 = 1;\n") == "p\n*p = 1\n*p = 1;\n");
  CHECK(steps("if (a) {}\n(void)b$0;\n") == "b\n(void)b\n(void)b;\n");
}

TEST_CASE("a semicolon behind a brace belongs to it", "[text]") {
  CHECK(steps("int a;\nstruct S {\n  int m$0;\n};\nint b;\n") ==
        "m\nint m\nint m;\n{~  int m;~}\nstruct S {~  int m;~}\nstruct S {~  int m;~};\n");
}

TEST_CASE("lambdas belong to their expression", "[text]") {
  CHECK(steps("a;\nauto l = [x] { return x$0; };\nb;\n") ==
        "x\nreturn x\nreturn x;\n{ return x; }\nauto l = [x] { return x; }\nauto l = [x] { return x; };\n");
  CHECK(steps("a;\n[] { b$0; }();\nc;\n") == "b\nb;\n{ b; }\n[] { b; }()\n[] { b; }();\n");
}

TEST_CASE("initialisers in braces are parts of statements", "[text]") {
  CHECK(steps("a;\nint x[] = {1, 2$0, 3};\nb;\n") ==
        "2\n1, 2, 3\n{1, 2, 3}\nint x[] = {1, 2, 3}\nint x[] = {1, 2, 3};\n");
  CHECK(steps("P p = {.a$0 = 1, .b = 2};\nx;\n") ==
        "a\n.a = 1\n.a = 1, .b = 2\n{.a = 1, .b = 2}\nP p = {.a = 1, .b = 2}\nP p = {.a = 1, .b = 2};\n");
}

TEST_CASE("words in literals are words", "[text]") {
  CHECK(steps("x;\nf(\"hello wo$0rld\");\n") ==
        "world\nhello world\n\"hello world\"\n(\"hello world\")\nf(\"hello world\")\nf(\"hello world\");\n");
  CHECK(steps("x;\ns = R\"(a b$0)\";\n") == "b\n(a b)\nR\"(a b)\"\ns = R\"(a b)\"\ns = R\"(a b)\";\n");
}

TEST_CASE("words in comments are words, and comments in a row are one", "[text]") {
  CHECK(steps("int a;\n// one tw$0o\n// three\nint b;\n") == "two\n// one two\n// one two~// three\n");
  CHECK(steps("int a; /* b c$0 */ int d;\n") == "c\n/* b c */\n");
}

TEST_CASE("a directive is a step, with brackets inside", "[text]") {
  CHECK(steps("#define MAX(a, b) ((a) > (b$0) ? (a) : (b))\nint x;\n").find("b\n(b)\n") == 0);
  CHECK(steps("int a;\n#include <vec$0tor>\nint b;\n") == "vector\ninclude <vector>\n#include <vector>\n");
}

TEST_CASE("white space selects the brackets around it", "[text]") {
  CHECK(steps("void f() {\n  a;\n$0\n  b;\n}\nint x;\n") == "a;~~  b;\n{~  a;~~  b;~}\nvoid f() {~  a;~~  b;~}\n");
  CHECK(steps("$0\n\nint x;\n").empty());
}

TEST_CASE("on a bracket the pair is selected", "[text]") {
  CHECK(steps("x;\nf(a, [b$0]);\n").find("b\n[b]\n") == 0);
  CHECK(steps("x;\ng($0(a));\n").find("(a)\n") != std::string::npos);
}

TEST_CASE("access labels separate members", "[text]") {
  CHECK(steps("class C {\n public:\n  int a$0;\n  int b;\n};\n").find("a\nint a\nint a;\n") == 0);
}

TEST_CASE("loops with two semicolons", "[text]") {
  CHECK(steps("a;\nfor (int i = 0; i$0 < 3; ++i) b;\nc;\n").find("i\ni < 3\ni < 3;\nint i = 0; i < 3; ++i\n") == 0);
}

TEST_CASE("words beyond ASCII are selected whole", "[text]") {
  CHECK(steps("x;\nint gr$0öße;\n") == "größe\nint größe\nint größe;\n");
}

TEST_CASE("carriage returns are no parts of steps", "[text]") {
  CHECK(steps("int a;\r\nint b$0;\r\n") == "b\nint b\nint b;\n");
}

TEST_CASE("an empty text selects itself", "[text]") { CHECK(selection_spans("", {}, 0).size() == 1); }

TEST_CASE("whatever the text, each step holds the one before and is larger", "[text]") {
  std::mt19937 random(11);
  const std::string_view alphabet = "{}()[];,.:\"'\\\n#/*ab1 =->";
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (auto i = random() % 120; i > 0; --i) text += alphabet[random() % alphabet.size()];
    if (round % 4 == 0) text += "\n#if x\n" + text + "\n#else\n" + text + "#endif";
    const auto tokens = read_source_tokens(text);
    for (std::uint32_t offset = 0; offset <= text.size(); offset += 1 + static_cast<std::uint32_t>(random() % 5)) {
      const auto spans = selection_spans(text, tokens, offset);
      REQUIRE_FALSE(spans.empty());
      REQUIRE(spans.back() == Span{0, static_cast<std::uint32_t>(text.size())});
      for (std::size_t i = 0; i < spans.size(); ++i) {
        REQUIRE(spans[i].begin <= offset);
        REQUIRE(offset <= spans[i].end);
        if (i == 0) continue;
        REQUIRE(spans[i].begin <= spans[i - 1].begin);
        REQUIRE(spans[i].end >= spans[i - 1].end);
        REQUIRE_FALSE(spans[i] == spans[i - 1]);
      }
    }
  }
}

TEST_CASE("deep nesting is cut, up to the whole text", "[text]") {
  std::string text(5'000, '(');
  text += 'x';
  text.append(5'000, ')');
  const auto spans = selection_spans(text, read_source_tokens(text), 5'000);
  CHECK(spans.size() == kMaxSelectionSteps);
  CHECK(spans.back() == Span{0, 10'001});
}

}  // namespace
}  // namespace cairn::text
