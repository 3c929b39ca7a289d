#include "core/index/prelude/condition.h"

#include <catch2/catch.hpp>

namespace cairn::index {
namespace {

// ALWAYS is predefined, MAYBE somebody defines, NEVER nobody.
std::optional<long long> value(std::string_view expression) {
  const KnownMacros macros{[](const std::string& name) { return name == "ALWAYS" || name == "MAYBE"; },
                           [](const std::string& name) { return name == "ALWAYS"; }};
  return evaluate(expression, macros);
}

TEST_CASE("what is known decides", "[prelude]") {
  CHECK(value("defined(ALWAYS)") == 1);
  CHECK(value("defined NEVER") == 0);
  CHECK(value("!(defined ALWAYS || defined MAYBE)") == 0);
  CHECK(value("defined(NEVER) && MAYBE(1, (2)) > 3") == 0);
  CHECK(value("__has_include(<x.h>) || 1") == 1);
  CHECK(value("NEVER") == 0);
  CHECK(value("NEVER >= 3") == 0);
  CHECK(value("0x10 == 16 && 010 == 8 && 3UL < 4") == 1);
  CHECK(value("!0 && (1 != 2)") == 1);
}

TEST_CASE("what is not known stays so", "[prelude]") {
  CHECK_FALSE(value("defined(MAYBE)"));
  CHECK_FALSE(value("ALWAYS"));
  CHECK_FALSE(value("ALWAYS > 3"));
  CHECK_FALSE(value("MAYBE(3)"));
  CHECK_FALSE(value("defined(MAYBE) && defined(ALWAYS)"));
  CHECK_FALSE(value("1 + 1"));
}

TEST_CASE("what is no expression is not known", "[prelude]") {
  for (const char* text : {"", "(", "1 1", "defined", "defined(", "&&", "?", "f(", "1 ? 2 : 3"}) {
    INFO(text);
    CHECK_FALSE(value(text));
  }
  CHECK_FALSE(value(std::string(100'000, '(')));
}

}  // namespace
}  // namespace cairn::index
