#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::require;

// The links of the main file, one line each, against its annotated ranges and `names`.
void check(Fixture& fixture, std::string_view text, const std::vector<std::string>& names) {
  fixture.open(text);
  std::string found;
  for (const model::DocumentLink& link : require(fixture.file().links())) {
    found += fmt::format("{} {}\n", testing::show(link.range), link.path);
  }
  std::string expected;
  REQUIRE(names.size() == fixture.source().ranges.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    expected += fmt::format("{} {}\n", fixture.source().ranges[i], fixture.path(names[i]));
  }
  CHECK(found == expected);
}

TEST_CASE("every include links to its file, with its quotes", "[clang]") {
  Fixture fixture("main.cpp", {"-I", "inc"});
  fixture.add("a.h", "#pragma once\n#include \"b.h\"\n");
  fixture.add("b.h", "#pragma once\n");
  fixture.add("inc/c.h", "");
  check(fixture, "#include [[\"a.h\"]]\n#  include [[\"b.h\"]] // why\n#include [[<c.h>]]\n#include [[\"a.h\"]]\n",
        {"a.h", "b.h", "inc/c.h", "a.h"});
}

TEST_CASE("includes behind declarations link, too", "[clang]") {
  Fixture fixture;
  fixture.add("a.inc", "1,\n");
  check(fixture, "int x[] = {\n#include [[\"a.inc\"]]\n};\n", {"a.inc"});
}

TEST_CASE("an include by a macro links on the macro", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "");
  check(fixture, "#define FILE_NAME \"a.h\"\n#include [[FILE_NAME]]\n", {"a.h"});
}

TEST_CASE("includes that lead nowhere or are left out have no links", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "");
  check(fixture, "#if 0\n#include \"a.h\"\n#endif\n#include \"missing.h\"\n#include [[\"a.h\"]]\n", {"a.h"});
}

TEST_CASE("links with carriage returns and characters beyond ASCII", "[clang]") {
  Fixture fixture;
  fixture.add("ü.h", "");
  check(fixture, "/* 😀 */\r\n#include [[\"ü.h\"]]\r\nint x;\r\n", {"ü.h"});
}

}  // namespace
}  // namespace cairn::clang
