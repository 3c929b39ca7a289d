#include <catch2/catch.hpp>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;

// The regions that a parse tells of are those annotated.
void check(std::string_view text) {
  Fixture fixture;
  const model::ParseOutcome outcome = fixture.open(text);
  std::string found;
  for (const text::Range& region : outcome.inactive_regions) found += testing::show(region) + "\n";
  std::string expected;
  for (const std::string& range : fixture.source().ranges) expected += range + "\n";
  CHECK(found == expected);
}

TEST_CASE("inactive regions are the lines between directives", "[clang]") {
  check("#if 0\n[[int a;\nint b;]]\n#endif\nint c;\n");
  check("#ifdef NO\n[[int a;]]\n#else\nint b;\n#endif\n");
  check("#define YES\n#ifdef YES\nint a;\n#else\n[[int b;]]\n#endif\n");
}

TEST_CASE("each inactive branch is a region", "[clang]") {
  check("#if 0\n[[int a;]]\n#elif 1\nint b;\n#else\n[[int c;]]\n#endif\n");
}

TEST_CASE("inactive branches next to one another are one region", "[clang]") {
  check("#if 0\n[[int a;\n#elif 0\nint b;]]\n#elif 1\nint c;\n#elif 1\n[[int d;\n#else\nint e;]]\n#endif\n");
}

TEST_CASE("conditionals inside of an inactive region are a part of it", "[clang]") {
  check("#if 0\n[[#if 1\nint a;\n#endif\nint b;]]\n#endif\n");
  check("#if 1\n#if 0\n[[int a;]]\n#endif\nint b;\n#endif\n");
}

TEST_CASE("inactive regions begin behind the continuation lines of their directive", "[clang]") {
  check("#if 0 || \\\n    0\n[[int a;]]\n#endif\n");
}

TEST_CASE("an inactive branch without lines is no region", "[clang]") { check("#if 0\n#else\nint a;\n#endif\n"); }

TEST_CASE("inactive regions in the includes at the top, with carriage returns", "[clang]") {
  check("#ifdef NO\r\n[[#include \"no.h\"\r\n]]\r\n#endif\r\nint a;\r\n#if 0\r\n[[int b;]]\r\n#endif\r\n");
}

TEST_CASE("an inactive region at the end of a text that is cut off", "[clang]") {
  Fixture fixture;
  CHECK(fixture.open("int a;\n#if 0\nint b;\n").inactive_regions.size() <= 1);
}

}  // namespace
}  // namespace cairn::clang
