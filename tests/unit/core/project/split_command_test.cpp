#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "core/project/normalise.h"

namespace cairn::project {
namespace {

using Words = std::vector<std::string>;

TEST_CASE("split_command splits as a POSIX shell does", "[project]") {
  struct Case {
    std::string_view command;
    Words expected;
  };
  const std::vector<Case> cases = {
      {"", {}},
      {"  \t\n ", {}},
      {"gcc -c a.c", {"gcc", "-c", "a.c"}},
      {"  gcc\t-c \n a.c  ", {"gcc", "-c", "a.c"}},
      {R"(gcc "-DX=a b" c)", {"gcc", "-DX=a b", "c"}},
      {R"(gcc '-DX=a b' c)", {"gcc", "-DX=a b", "c"}},
      {R"(-DS=\"text\")", {R"(-DS="text")"}},
      {R"("-DS=\"a b\"")", {R"(-DS="a b")"}},
      {R"('-DS="a b"')", {R"(-DS="a b")"}},
      {R"(-DP="C:\dir\\x")", {R"(-DP=C:\dir\x)"}},
      {R"("\$\`\a")", {R"($`\a)"}},
      {R"('a\b')", {R"(a\b)"}},
      {R"(a\ b c\\d)", {"a b", R"(c\d)"}},
      {R"('it'\''s')", {"it's"}},
      {R"(pre"mid"'post')", {"premidpost"}},
      {R"(a "" '' b)", {"a", "", "", "b"}},
      {"a \\\n b", {"a", "b"}},
      {"a\\\nb", {"ab"}},
      {"\"a\\\nb\"", {"ab"}},
      {R"("open end)", {"open end"}},
      {R"('open)", {"open"}},
      {R"(tail\)", {R"(tail\)"}},
      {"$HOME *.c ; x|y # z", {"$HOME", "*.c", ";", "x|y", "#", "z"}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.command);
    CHECK(split_command(one.command) == one.expected);
  }
}

}  // namespace
}  // namespace cairn::project
