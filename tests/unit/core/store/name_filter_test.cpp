#include "core/store/name_filter.h"

#include <random>
#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "core/text/fuzzy_match.h"
#include "core/text/typo_match.h"

namespace cairn::store {
namespace {

std::string random_text(std::mt19937_64& random, std::string_view letters, std::size_t most) {
  std::string text(random() % (most + 1), ' ');
  for (char& c : text) c = letters[random() % letters.size()];
  return text;
}

TEST_CASE("a name filter lets everything pass that the matcher accepts", "[store]") {
  std::mt19937_64 random(5);
  std::size_t accepted = 0;
  const std::string_view few = "abAB_1";
  const std::string_view many = "aabbcdeABCD__0159~ \xC3\xA4$<>";
  for (int round = 0; round < 60'000; ++round) {
    const std::string_view letters = round % 2 == 0 ? few : many;
    const std::string name = random_text(random, letters, 14);
    const std::string pattern = random_text(random, letters, 5);
    if (pattern.empty() || !text::FuzzyMatcher(pattern).match(name)) continue;
    ++accepted;
    INFO(fmt::format("'{}' in '{}'", pattern, name));
    REQUIRE(NameFilterQuery(pattern).may_match(make_name_filter(name)));
  }
  CHECK(accepted > 2000);
}

TEST_CASE("a typo filter lets everything pass that the matcher accepts", "[store]") {
  std::mt19937_64 random(6);
  std::size_t accepted = 0;
  for (int round = 0; round < 60'000; ++round) {
    const std::string name = random_text(random, round % 2 == 0 ? "abAB_1" : "aabbcdeABCD__0159~ \xC3\xA4$<>", 14);
    std::string pattern = name.substr(random() % (name.size() + 1));
    for (std::size_t changes = random() % 3; changes > 0 && !pattern.empty(); --changes) {
      const std::size_t at = random() % pattern.size();
      if (random() % 2 == 0)
        pattern.erase(at, 1);
      else
        pattern.insert(at, 1, "aB_~"[random() % 4]);
    }
    if (!text::TypoMatcher(pattern).match(name)) continue;
    ++accepted;
    INFO(fmt::format("'{}' in '{}'", pattern, name));
    REQUIRE(TypoFilterQuery(pattern).may_match(make_name_filter(name)));
  }
  CHECK(accepted > 2000);
}

TEST_CASE("a name filter lets long names and long patterns pass too", "[store]") {
  const std::string name = fmt::format("{:a<126}B{:c<200}", "", "");
  for (const std::string& pattern : {fmt::format("{:a<126}", ""), fmt::format("{:A<63}", ""), fmt::format("a")}) {
    if (text::FuzzyMatcher(pattern).match(name)) CHECK(NameFilterQuery(pattern).may_match(make_name_filter(name)));
  }
  // Only the first 63 bytes of a pattern count to the matcher.
  const std::string pattern = fmt::format("{:a<63}zzz", "");
  REQUIRE(text::FuzzyMatcher(pattern).match(name).has_value());
  CHECK(NameFilterQuery(pattern).may_match(make_name_filter(name)));
}

}  // namespace
}  // namespace cairn::store
