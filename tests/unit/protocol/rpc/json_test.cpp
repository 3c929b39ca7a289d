#include "protocol/rpc/json.h"

#include <catch2/catch.hpp>

#include <limits>
#include <string>

namespace cairn::rpc {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST_CASE("JSON of the greatest allowed depth is read, one level more is refused", "[rpc]") {
  CHECK(parse_json(nested(kMaxJsonDepth)).has_value());
  const auto deeper = parse_json(nested(kMaxJsonDepth + 1));
  REQUIRE_FALSE(deeper);
  CHECK(deeper.error().code == ErrorCode::kTooLarge);
  CHECK(deeper.error().message == "JSON is nested deeper than 256 levels");
}

TEST_CASE("64 MiB of opening brackets are refused without building anything", "[rpc]") {
  const auto result = parse_json(std::string(std::size_t{64} << 20, '['));
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::kTooLarge);
}

TEST_CASE("more values than the bound are refused", "[rpc]") {
  std::string text = "[";
  for (std::size_t i = 0; i <= kMaxJsonValues; ++i) text += "0,";
  text += "0]";
  const auto result = parse_json(text);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::kTooLarge);
}

TEST_CASE("brackets and commas inside strings do not count, whatever is escaped there", "[rpc]") {
  const std::string inside(kMaxJsonDepth * 2, '[');
  const auto result = parse_json(R"(["\\", "\")" + inside + R"(", "a\\\"[{", 1])");
  REQUIRE(result);
  CHECK((*result)[1] == "\"" + inside);
  CHECK((*result)[3] == 1);
}

TEST_CASE("invalid UTF-8 is refused by name", "[rpc]") {
  const auto result = parse_json("\"\xC3(\"");
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::kCorrupt);
  CHECK(result.error().message == "JSON is not valid UTF-8");
}

TEST_CASE("broken JSON is refused with the byte where reading stopped", "[rpc]") {
  const auto result = parse_json("{\"a\":}");
  REQUIRE_FALSE(result);
  CHECK(result.error().message == "invalid JSON at byte 6");
  for (const char* text : {"", "{", "\"", "\"\\", "[1,]", "nul", "1 2", "\"\\ud800\"", "1e999", "]"}) {
    INFO(text);
    CHECK_FALSE(parse_json(text));
  }
}

TEST_CASE("a NUL byte ends no JSON text, so that nothing can hide behind it", "[rpc]") {
  for (const std::string& text : {std::string("{}\0", 3), std::string("{}\0{", 4), std::string("\0{}", 3)}) {
    const auto result = parse_json(text);
    REQUIRE_FALSE(result);
    CHECK(result.error().message == "invalid JSON at byte " + std::to_string(text.find('\0') + 1));
  }
}

TEST_CASE("a string that is not UTF-8 is dumped with replacement characters", "[rpc]") {
  CHECK(dump_json(Json("a\xFFz")) == "\"a\xEF\xBF\xBDz\"");
}

TEST_CASE("a number that JSON cannot write is dumped as null", "[rpc]") {
  CHECK(dump_json(Json(std::numeric_limits<double>::quiet_NaN())) == "null");
}

}  // namespace
}  // namespace cairn::rpc
