#include <catch2/catch.hpp>

#include "core/text/line_diff.h"

namespace cairn::text {
namespace {

// "0 1 - 2": the new line of each old one.
std::string map_of(std::string_view from, std::string_view to, std::uint32_t lines) {
  const LineMap map(from, to);
  std::string shown;
  for (std::uint32_t line = 0; line < lines; ++line) {
    const auto found = map.at(line);
    shown += (line == 0 ? "" : " ") + (found ? std::to_string(*found) : "-");
  }
  return shown;
}

TEST_CASE("lines of equal texts map to themselves", "[text]") { CHECK(map_of("a\nb\nc", "a\nb\nc", 3) == "0 1 2"); }

TEST_CASE("lines behind an inserted line move down", "[text]") {
  CHECK(map_of("a\nb\nc\n", "a\nnew\nb\nc\n", 3) == "0 2 3");
}

TEST_CASE("a removed line has no line in the new text", "[text]") {
  CHECK(map_of("a\nb\nc\n", "a\nc\n", 3) == "0 - 1");
}

TEST_CASE("edits at several places keep what is between them", "[text]") {
  CHECK(map_of("a\nb\nc\nd\ne\n", "x\ny\na\nc\nd\nz\ne\n", 5) == "2 - 3 4 6");
}

TEST_CASE("a line that was edited in place maps to the edited one", "[text]") {
  CHECK(map_of("a\nint x;\nc\n", "a\nint xyz;\nc\n", 3) == "0 1 2");
}

TEST_CASE("equal lines between unique ones follow these", "[text]") {
  CHECK(map_of("f\n}\n\ng\n}\n", "new\n}\n\nf\n}\n\ng\n}\n", 5) == "3 4 5 6 7");
}

TEST_CASE("moved lines do not cross others", "[text]") {
  const LineMap map("a\nb\nc\n", "c\na\nb\n");
  CHECK(map.at(0) == 1U);
  CHECK(map.at(1) == 2U);
  CHECK_FALSE(map.at(2).has_value());
}

TEST_CASE("lines that the text does not have map to none", "[text]") {
  const LineMap map("", "");
  CHECK(map.at(0) == 0U);
  CHECK_FALSE(map.at(1).has_value());
  CHECK_FALSE(map.at(0xFFFFFFFF).has_value());
}

}  // namespace
}  // namespace cairn::text
