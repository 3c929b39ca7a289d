#include "tests/lint/tree_rules.h"

#include <catch2/catch.hpp>

namespace cairn::lint {

TEST_CASE("a vague name of a file or folder is reported", "[lint]") {
  CHECK(check_name("core/text/utils.h").size() == 1);
  CHECK(check_name("core/common/a.h").size() == 1);
  CHECK(check_name("misc.cpp").size() == 1);
  CHECK(check_name("core/text/common_prefix.h").empty());
}

TEST_CASE("a stranger at the top level is reported", "[lint]") {
  CHECK(check_top_level("third_party/a.cpp").size() == 1);
  CHECK(check_top_level("NOTES.md").size() == 1);
  CHECK(check_top_level("core/text/a.cpp").empty());
  CHECK(check_top_level("server/main.cpp").empty());
  CHECK(check_top_level(".clang-tidy").empty());
  CHECK(check_top_level("dev").empty());
}

TEST_CASE("a folder with sources and no README is reported", "[lint]") {
  const auto found = check_readmes({{"core/text/a.cpp", ""}, {"core/README.md", ""}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].path == "core/text/README.md");
  CHECK(check_readmes({{"core/text/a.cpp", ""}, {"core/text/README.md", ""}}).empty());
}

TEST_CASE("the README of a folder just below tests speaks for what is below it", "[lint]") {
  CHECK(check_readmes({{"tests/unit/core/text/a_test.cpp", ""}, {"tests/unit/README.md", ""}}).empty());
  const auto found = check_readmes({{"tests/unit/core/text/a_test.cpp", ""}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].path == "tests/unit/README.md");
}

TEST_CASE("sources among the test data are no sources of the tree", "[lint]") {
  CHECK(is_source("core/text/a.cpp"));
  CHECK_FALSE(is_source("tests/data/a.cpp"));
  CHECK_FALSE(is_source("core/text/README.md"));
}

TEST_CASE("a file with a zero byte is no text", "[lint]") {
  CHECK(is_text("a\n"));
  CHECK_FALSE(is_text(std::string_view("a\0b", 3)));
}

}  // namespace cairn::lint
