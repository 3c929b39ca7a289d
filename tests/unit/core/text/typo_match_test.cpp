#include "core/text/typo_match.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::text {
namespace {

bool fits(std::string_view pattern, std::string_view name) { return TypoMatcher(pattern).match(name).has_value(); }

TEST_CASE("each single mistake in a pattern of six characters and more is forgiven", "[text]") {
  const std::string name = "getOperand";
  for (std::size_t at = 0; at < name.size(); ++at) {
    std::string pattern = name;
    pattern[at] = '#';
    INFO(pattern);
    CHECK(fits(pattern, name));
    pattern = name;
    pattern.erase(at, 1);
    CHECK(fits(pattern, name));
    pattern = name;
    pattern.insert(at, 1, '#');
    CHECK(fits(pattern, name));
    if (at + 1 == name.size()) continue;
    pattern = name;
    std::swap(pattern[at], pattern[at + 1]);
    CHECK(fits(pattern, name));
  }
}

TEST_CASE("two mistakes are too many", "[text]") {
  CHECK_FALSE(fits("g#tOpe#and", "getOperand"));
  CHECK_FALSE(fits("egtOperadn", "getOperand"));
}

TEST_CASE("a mistake is forgiven in the beginning of a name or of its words, in any case", "[text]") {
  CHECK(fits("opreand", "getOperandUse"));
  CHECK(fits("opreand", "GET_OPERAND_USE"));
  CHECK(fits("GETPOE", "getOperand"));
  CHECK_FALSE(fits("perxnd", "getOperand"));
}

TEST_CASE("the first character of a short pattern must be right", "[text]") {
  CHECK(fits("sixe", "size"));
  CHECK(fits("szie", "size"));
  CHECK_FALSE(fits("aize", "size"));
  CHECK(fits("xapacity", "capacity"));
}

TEST_CASE("patterns of three characters forgive nothing", "[text]") {
  CHECK_FALSE(fits("gte", "get"));
  CHECK_FALSE(fits("", "get"));
}

TEST_CASE("a whole name is better than a beginning, and that than a word inside", "[text]") {
  const TypoMatcher matcher("opreand");
  const auto score = [&](std::string_view name) { return matcher.match(name).value_or(0); };
  CHECK(score("operand") == 1.0F);
  CHECK(score("operand") > score("operands"));
  CHECK(score("operands") > score("operandsOfInstruction"));
  CHECK(score("operandsOfInstruction") > score("getOperand"));
  CHECK(score("getOperand") > 0);
}

}  // namespace
}  // namespace cairn::text
