#include "core/clang/completion_point.h"

#include <catch2/catch.hpp>

#include <string>

namespace cairn::clang {
namespace {

// The word at the $ of a text with the cursor as a bar, what it is marked with behind it.
std::string located(std::string text) {
  const std::size_t place = text.find('$');
  text.erase(place, 1);
  const CompletionPoint point = locate_completion(text, place);
  std::string shown =
      text.substr(point.word_start, place - point.word_start) + "|" + text.substr(place, point.word_end - place);
  if (point.in_include) shown += " include";
  if (point.takes_no_call) shown += " no call";
  return shown;
}

}  // namespace

TEST_CASE("a completion point is the word around the cursor", "[clang]") {
  CHECK(located("a = fo$o;") == "fo|o");
  CHECK(located("a.$") == "|");
  CHECK(located("$") == "|");
  CHECK(located("größ$e") == "größ|e");
}

TEST_CASE("a completion point in an #include is the file name behind the last slash", "[clang]") {
  CHECK(located("#include \"a/b$c.h\"\n") == "b|c.h include");
  CHECK(located("  # include <vec$\n") == "vec| include");
  CHECK(located("#include <vector>$\n") == "|");
  CHECK(located("x = \"a/b$\"\n") == "b|");
}

TEST_CASE("a completion point before a bracket takes no call", "[clang]") {
  CHECK(located("fo$(1)") == "fo| no call");
  CHECK(located("fo$o (1)") == "fo|o no call");
  CHECK(located("fo$\n(1)") == "fo|");
}

TEST_CASE("a completion point behind an address operator takes no call", "[clang]") {
  for (const char* text :
       {"p = &fo$", "f(&fo$", "f(1, &fo$", "return &fo$", "p = &ns::fo$", "p = &ns :: S::$", "{ &fo$"}) {
    INFO(text);
    CHECK(located(text).ends_with("no call"));
  }
  for (const char* text : {"a & fo$", "a && fo$", "f() & fo$", "a[1] & fo$", "&a.fo$", "1 & fo$"}) {
    INFO(text);
    CHECK_FALSE(located(text).ends_with("no call"));
  }
}

TEST_CASE("a completion point in a using declaration takes no call", "[clang]") {
  CHECK(located("int a; using ns::fo$") == "fo| no call");
  CHECK(located("{ using\n fo$") == "fo| no call");
  CHECK(located("using_it fo$") == "fo|");
  CHECK(located("using A = fo$") == "fo|");
}

TEST_CASE("a completion point past the end of the text is its end", "[clang]") {
  CHECK(locate_completion("abc", 99).offset == 3);
}

}  // namespace cairn::clang
