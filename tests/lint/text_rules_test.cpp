#include "tests/lint/text_rules.h"

#include <catch2/catch.hpp>

#include <string>

namespace cairn::lint {
namespace {

std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "x\n";
  return text;
}

// The texts that check_places must find, in pieces for the same reason as in text_rules.cpp.
const std::string kWork = std::string("/wo") + "rk";
const std::string kMirror = std::string("deb.deb") + "ian.org";

}  // namespace

TEST_CASE("a header without pragma once is reported", "[lint]") {
  CHECK(check_header("core/a.h", "// text\n#pragma once\n").empty());
  CHECK(check_header("core/a.h", "#pragma once\n").empty());
  CHECK(check_header("core/a.h", "int a();\n").size() == 1);
  CHECK(check_header("core/a.h", "// #pragma once\n").size() == 1);
}

TEST_CASE("a using-directive in a header is reported at its line", "[lint]") {
  const auto found = check_header("core/a.h", "#pragma once\nnamespace a {\nusing namespace std;\n}\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0].line == 3);
  CHECK(check_header("core/a.h", "#pragma once\n// using namespace std;\n").empty());
}

TEST_CASE("a file of more than 800 lines gives its reason at the top", "[lint]") {
  CHECK(check_length("core/a.cpp", lines(800)).empty());
  CHECK(check_length("core/a.cpp", lines(801)).size() == 1);
  CHECK(check_length("core/a.cpp", "// long because it is one table\n" + lines(801)).empty());
  CHECK(check_length("core/a.cpp", lines(5) + "// long because it is one table\n" + lines(801)).size() == 1);
}

TEST_CASE("a semicolon in the name of a test is reported", "[lint]") {
  const auto found = check_test_names("tests/a.cpp", "int a;\nTEST_CASE(\"one; two\", \"[x]\") { a; }\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0].line == 2);
  CHECK(check_test_names("tests/a.cpp", "TEST_CASE(\"one, two\") { int a; }\n").empty());
  CHECK(check_test_names("tests/a.cpp", "// TEST_CASE(\"one; two\")\n").empty());
}

TEST_CASE("a folder of one machine is reported", "[lint]") {
  CHECK(check_places("a.md", "see " + kWork + "/main").size() == 1);
  CHECK(check_places("a.md", "\"" + kWork + "\"").size() == 1);
  CHECK(check_places("a.md", "file://" + kWork + "/a.cpp").size() == 1);
  CHECK(check_places("a.md", "x\ny " + kWork + "\n").at(0).line == 2);
}

TEST_CASE("a longer name that contains a machine folder is fine", "[lint]") {
  CHECK(check_places("a.md", "core" + kWork + "er/frame.h").empty());
  CHECK(check_places("a.md", "/tmp" + kWork + "/a").empty());
  CHECK(check_places("a.md", kWork + "space/a").empty());
}

TEST_CASE("the host of a package registry is reported", "[lint]") {
  CHECK(check_places("dev", "deb http://" + kMirror + "/debian bookworm main\n").size() == 1);
  CHECK(check_places("dev", "Debian 12's packages").empty());
}

TEST_CASE("a README of more than 40 lines is reported except at the top", "[lint]") {
  CHECK(check_readme_length("core/README.md", lines(40)).empty());
  CHECK(check_readme_length("core/README.md", lines(41)).size() == 1);
  CHECK(check_readme_length("README.md", lines(41)).empty());
}

}  // namespace cairn::lint
