#include "core/text/fuzzy_match.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

namespace cairn::text {
namespace {

bool fits(std::string_view pattern, std::string_view name) { return FuzzyMatcher(pattern).match(name).has_value(); }

// The names in the order of their scores; those that do not fit are left out.
std::vector<std::string> ranked(std::string_view pattern, std::initializer_list<const char*> names) {
  const FuzzyMatcher matcher(pattern);
  std::vector<std::string> fitting;
  for (const char* name : names) {
    if (matcher.match(name)) fitting.emplace_back(name);
  }
  std::stable_sort(fitting.begin(), fitting.end(),
                   [&](const std::string& a, const std::string& b) { return *matcher.match(a) > *matcher.match(b); });
  return fitting;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("fuzzy match finds prefixes in any case", "[text]") {
  CHECK(fits("file", "file_name"));
  CHECK(fits("file", "FileName"));
  CHECK(fits("FILE", "fileName"));
}

TEST_CASE("fuzzy match finds the starts of words", "[text]") {
  CHECK(fits("fn", "file_name"));
  CHECK(fits("fn", "fileName"));
  CHECK(fits("fn", "FileName"));
  CHECK(fits("fn", "FILE_NAME"));
  CHECK(fits("hs", "HTTPServer"));
  CHECK(fits("upt", "unique_ptr"));
  CHECK(fits("nam", "file_name"));
}

TEST_CASE("fuzzy match does not begin in the middle of a word", "[text]") {
  CHECK_FALSE(fits("le", "file_name"));
  CHECK_FALSE(fits("fm", "file_name"));
  CHECK_FALSE(fits("rint", "sprint"));
  CHECK_FALSE(fits("rver", "HTTPServer"));
}

TEST_CASE("fuzzy match needs every character, in order", "[text]") {
  CHECK_FALSE(fits("nf", "file_name"));
  CHECK_FALSE(fits("file_names", "file_name"));
  CHECK_FALSE(fits("x", ""));
}

TEST_CASE("an empty pattern fits everything equally", "[text]") {
  CHECK(FuzzyMatcher("").match("anything") == 1.0F);
  CHECK(FuzzyMatcher("").match("") == 1.0F);
}

TEST_CASE("fuzzy match puts the whole name first, then prefixes, then starts of words", "[text]") {
  CHECK(ranked("set", {"store_elements_too", "reset_set", "Setter", "settle", "set"}) ==
        Names{"set", "settle", "Setter", "store_elements_too", "reset_set"});
}

TEST_CASE("fuzzy match prefers the typed case", "[text]") {
  CHECK(ranked("Na", {"nano", "Nano"}) == Names{"Nano", "nano"});
  CHECK(ranked("na", {"Nano", "nano"}) == Names{"nano", "Nano"});
}

TEST_CASE("fuzzy match prefers long runs to scattered characters", "[text]") {
  CHECK(ranked("strcop", {"set_the_road_copy", "string_copy"}) == Names{"string_copy", "set_the_road_copy"});
}

TEST_CASE("fuzzy match prefers few skipped words", "[text]") {
  CHECK(ranked("fb", {"foo_and_also_bar", "foo_bar"}) == Names{"foo_bar", "foo_and_also_bar"});
}

TEST_CASE("fuzzy match finds the best way through a name, not the first", "[text]") {
  // Greedily `set` would be s(tream) e… and never reach the last word.
  CHECK(*FuzzyMatcher("set").match("isStreamSet") == *FuzzyMatcher("set").match("isNothingSet"));
}

TEST_CASE("leading underscores do not hide a word and can be typed", "[text]") {
  CHECK(fits("foo", "__foo"));
  CHECK(fits("__f", "__foo"));
  CHECK(fits("_", "_private"));
  CHECK(fits("file_", "file_name"));
}

TEST_CASE("digits belong to the word before them", "[text]") {
  CHECK(fits("u32", "uint_32"));
  CHECK(fits("v2", "version_2"));
  CHECK(fits("u8", "u8string"));
  CHECK_FALSE(fits("2", "utf32"));
}

TEST_CASE("names in other scripts match byte by byte", "[text]") {
  CHECK(fits("grö", "größe"));
  CHECK(fits("数", "数据_计数"));
  CHECK(fits("计", "数据_计数"));
  CHECK_FALSE(fits("gro", "größe"));
}

TEST_CASE("very long patterns and names are cut, not refused", "[text]") {
  const std::string name(5000, 'a');
  CHECK(fits(std::string(200, 'a'), name));
  CHECK(fits("a", name));
  CHECK_FALSE(fits("b", name + "_b"));  // past what counts
}

TEST_CASE("every score lies above 0 and is at most 1", "[text]") {
  for (const char* pattern : {"a", "ab", "abcdef", "A_B", "zz9"}) {
    for (const char* name : {"a", "ab", "abcdef", "a_b_c_d_e_f", "AaBbCcDdEeFf", "A_B", "zz9", "z_______________z_9"}) {
      const auto score = FuzzyMatcher(pattern).match(name);
      if (!score) continue;
      CHECK(*score > 0);
      CHECK(*score <= 1);
    }
  }
}

}  // namespace cairn::text
