#include "core/clang/call_context.h"

#include <catch2/catch.hpp>

#include <string>

#include <fmt/format.h>

namespace cairn::clang {
namespace {

// The call around the $ of a text: its name, the argument's number and beginning.
std::string call(std::string text) {
  const std::size_t place = text.find('$');
  text.erase(place, 1);
  const auto found = find_call(text, place);
  if (!found) return "none";
  return fmt::format("{} {} '{}'", found->name, found->argument,
                     text.substr(found->argument_start, place - found->argument_start));
}

}  // namespace

TEST_CASE("a call is found with its argument", "[clang]") {
  CHECK(call("f($") == "f 0 ''");
  CHECK(call("f(a$") == "f 0 'a'");
  CHECK(call("f(a, b + $") == "f 1 'b + '");
  CHECK(call("o.f (a,  $)") == "f 1 ''");
}

TEST_CASE("the innermost open bracket counts", "[clang]") {
  CHECK(call("f(g(a, b), h($") == "h 0 ''");
  CHECK(call("f(g(a, b), $") == "f 1 ''");
  CHECK(call("f({1, 2}, [](int a, int b) { g(); }, $") == "f 2 ''");
  CHECK(call("f(a[1], b[$") == "b 0 ''");
  CHECK(call("V<int, $") == "V 1 ''");
  CHECK(call("S s{1, $") == "s 1 ''");
}

TEST_CASE("statements and conditions hold no call", "[clang]") {
  for (const char* text : {"void f() { $", "f(1); $", "if ($", "for (int i = 0; $", "while (a, $", "f([] { $", "f(1)$",
                           "void f() const { $", "struct S final { $", "$"}) {
    INFO(text);
    CHECK(call(text) == "none");
  }
}

TEST_CASE("a statement's end closes what it left open", "[clang]") {
  CHECK(call("{ f(1; g($") == "g 0 ''");
  CHECK(call("{ f(1; $") == "none");
}

TEST_CASE("comments hold no call, and their brackets open none", "[clang]") {
  CHECK(call("f(1, // g($\n") == "none");
  CHECK(call("f(1, /* g($ */ 2)") == "none");
  CHECK(call("f(1, // g(\n $") == "f 1 ''");
  CHECK(call("f(1, /* ), */ $") == "f 1 ''");
}

TEST_CASE("literals hold no brackets", "[clang]") {
  CHECK(call("f(\"),(\", ')', $") == "f 2 ''");
  CHECK(call("f(1, \"g($\")") == "f 1 '\"g('");
}

TEST_CASE("a comparison in an argument does not hide the call from clang", "[clang]") {
  CHECK(call("f(a < b, $") == "a 1 ''");  // clang is asked at the same place
  CHECK(call("f(a > b, $") == "f 1 ''");
  CHECK(call("f(a < b), g($") == "g 0 ''");
}

TEST_CASE("a call is looked for in a window only", "[clang]") {
  CHECK(call("f(" + std::string(1 << 20, ' ') + "\n$") == "none");
}

TEST_CASE("very many open brackets are no trouble", "[clang]") {
  std::string text(200000, '(');
  CHECK(find_call(text, text.size()).has_value());
}

}  // namespace cairn::clang
