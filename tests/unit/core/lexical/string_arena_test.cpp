// StringArena: where strings stand, and for how long.
#include "core/lexical/string_arena.h"

#include <string>

#include <catch2/catch.hpp>

namespace cairn::lexical {

TEST_CASE("an empty string can be the first of an arena", "[lexical]") {
  StringArena arena;
  CHECK(arena.copy("").empty());
  CHECK(arena.join({}).empty());
  CHECK(arena.copy("after").size() == 5);
  arena.clear();
  CHECK(arena.copy("").empty());
}

TEST_CASE("strings of an arena stay where they are until it is cleared", "[lexical]") {
  StringArena arena;
  const std::string_view first = arena.copy("first");
  const std::string large(100'000, 'x');
  const std::string_view second = arena.join({large, "y"});
  for (int i = 0; i < 20'000; ++i) arena.copy("filling");
  CHECK(first == "first");
  CHECK(second == large + "y");
  arena.clear();
  CHECK(arena.copy(large) == large);
  CHECK(arena.copy("again") == "again");
}

}  // namespace cairn::lexical
