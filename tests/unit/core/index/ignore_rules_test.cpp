#include <catch2/catch.hpp>

#include "core/index/ignore_rules.h"

namespace cairn::index {
namespace {

using Verdict = IgnoreRules::Verdict;

TEST_CASE("a star stops at a slash and two stars do not", "[index]") {
  CHECK(glob_matches("*.o", "a.o"));
  CHECK_FALSE(glob_matches("*.o", "a/b.o"));
  CHECK(glob_matches("**/b.o", "a/c/b.o"));
  CHECK(glob_matches("**/b.o", "b.o"));
  CHECK(glob_matches("a/**", "a/b/c"));
  CHECK(glob_matches("a/**/z", "a/z"));
  CHECK(glob_matches("a/**/z", "a/b/c/z"));
  CHECK_FALSE(glob_matches("a/**/z", "ab/z"));
  CHECK(glob_matches("a/*/c*d", "a/b/cxxd"));
  CHECK_FALSE(glob_matches("a/*/c", "a/b/b/c"));
}

TEST_CASE("after two stars and a slash only whole names match", "[index]") {
  CHECK_FALSE(glob_matches("**/b", "ab"));
  CHECK_FALSE(glob_matches("x/**/b", "x/ab"));
  CHECK(glob_matches("**/*.gen.cpp", "x/y/a.gen.cpp"));
}

TEST_CASE("question marks, sets and escapes match one character", "[index]") {
  CHECK(glob_matches("?.c", "a.c"));
  CHECK_FALSE(glob_matches("a?b", "a/b"));
  CHECK(glob_matches("[a-c]x", "bx"));
  CHECK_FALSE(glob_matches("[!a-c]x", "bx"));
  CHECK(glob_matches("[]]", "]"));
  CHECK(glob_matches("\\*", "*"));
  CHECK_FALSE(glob_matches("\\*", "a"));
  CHECK_FALSE(glob_matches("[a", "a"));
}

TEST_CASE("a pattern without slash names files in every folder below", "[index]") {
  const IgnoreRules rules("", "*.tmp\n");
  CHECK(rules.verdict("a/b/c.tmp", false) == Verdict::kIgnored);
  CHECK(rules.verdict("c.cpp", false) == Verdict::kNone);
}

TEST_CASE("a pattern with a slash is seen from its folder", "[index]") {
  const IgnoreRules rules("lib", "/gen\nout/*.c\n");
  CHECK(rules.verdict("lib/gen", true) == Verdict::kIgnored);
  CHECK(rules.verdict("lib/a/gen", true) == Verdict::kNone);
  CHECK(rules.verdict("lib/out/x.c", false) == Verdict::kIgnored);
  CHECK(rules.verdict("other/gen", true) == Verdict::kNone);
  CHECK(rules.verdict("library/gen", true) == Verdict::kNone);
}

TEST_CASE("the last rule that matches decides", "[index]") {
  const IgnoreRules rules("", "*.c\n!keep.c\n");
  CHECK(rules.verdict("keep.c", false) == Verdict::kKept);
  CHECK(rules.verdict("other.c", false) == Verdict::kIgnored);
}

TEST_CASE("a trailing slash means folders only", "[index]") {
  const IgnoreRules rules("", "build/\n");
  CHECK(rules.verdict("a/build", true) == Verdict::kIgnored);
  CHECK(rules.verdict("a/build", false) == Verdict::kNone);
}

TEST_CASE("comments, empty lines, trailing blanks and CRLF are no patterns", "[index]") {
  const IgnoreRules rules("", "# note\r\n\r\nx.c   \r\n\\#y.c\n");
  CHECK(rules.verdict("x.c", false) == Verdict::kIgnored);
  CHECK(rules.verdict("#y.c", false) == Verdict::kIgnored);
  CHECK(rules.verdict("# note", false) == Verdict::kNone);
}

TEST_CASE("a pattern full of stars ends soon", "[index]") {
  CHECK_FALSE(glob_matches("*a*a*a*a*a*a*a*a*a*a*b", std::string(3000, 'a')));
  CHECK_FALSE(glob_matches("**a**a**a**a**b", std::string(3000, 'a')));
}

}  // namespace
}  // namespace cairn::index
