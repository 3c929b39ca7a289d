// Position encodings: the same place in the three ways of counting columns.
#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

// Before `name`: "/* " + U+00E9 + U+1F600 + " */ int " is 13 code points, 14 UTF-16
// units, 17 bytes.
const std::string kText = "/* \xC3\xA9\xF0\x9F\x98\x80 */ int name;\nint *user = &name;\n";

void check_column(const Json& capabilities, const Json& expected_encoding, std::uint32_t column) {
  ServerFixture fixture(Files{{"a.cpp", kText}});
  fixture.start();
  const Json result = must(fixture.client().initialize(fixture.root(), capabilities));
  CHECK(result["capabilities"]["positionEncoding"] == expected_encoding);
  if (capabilities.contains("offsetEncoding")) CHECK(result["offsetEncoding"] == expected_encoding);
  fixture.open("a.cpp");
  const Json definition = fixture.request("textDocument/definition", fixture.at("a.cpp", 1, 14));
  REQUIRE(definition.size() == 1);
  CHECK(definition[0]["range"]["start"] == Json({{"line", 0}, {"character", column}}));
  CHECK(definition[0]["range"]["end"] == Json({{"line", 0}, {"character", column + 4}}));
  // And the way in: the place that came out is understood when it is asked about.
  const Json hover = fixture.request("textDocument/hover", fixture.at("a.cpp", 0, column));
  REQUIRE(hover.is_object());
  CHECK(hover["range"]["start"]["character"] == column);
}

}  // namespace

TEST_CASE("columns are UTF-16 units when the client offers nothing", "[protocol]") {
  check_column(Json::object(), "utf-16", 14);
}

TEST_CASE("columns are what the client prefers of general.positionEncodings", "[protocol]") {
  check_column({{"general", {{"positionEncodings", {"utf-8", "utf-16"}}}}}, "utf-8", 17);
  check_column({{"general", {{"positionEncodings", {"utf-32", "utf-8"}}}}}, "utf-32", 13);
  check_column({{"general", {{"positionEncodings", {"utf-16"}}}}}, "utf-16", 14);
}

TEST_CASE("clangd's offsetEncoding is honoured and answered", "[protocol]") {
  check_column({{"offsetEncoding", {"utf-8", "utf-16"}}}, "utf-8", 17);
}

TEST_CASE("an encoding that nobody knows falls back to UTF-16", "[protocol]") {
  check_column({{"general", {{"positionEncodings", {"utf-7"}}}}}, "utf-16", 14);
}

}  // namespace cairn::test
