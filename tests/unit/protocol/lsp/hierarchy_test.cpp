#include "protocol/lsp/hierarchy.h"

#include <catch2/catch.hpp>

namespace cairn::lsp {
namespace {

TEST_CASE("an item of a hierarchy carries its symbol and leaves out what it lacks", "[lsp]") {
  HierarchyItem item;
  item.name = "add";
  item.uri = "file:///a.c";
  item.usr = "c:@F@add";
  const Json json = to_json(item);
  CHECK(json["data"]["usr"] == "c:@F@add");
  CHECK_FALSE(json.contains("detail"));
  CHECK(json["kind"] == 12);
}

TEST_CASE("a call of a hierarchy is named by its direction", "[lsp]") {
  HierarchyCall call;
  call.from_ranges = {{{1, 2}, {1, 5}}};
  const Json json = to_json(call, "to");
  CHECK(json.contains("to"));
  CHECK(json["fromRanges"][0]["start"]["line"] == 1);
}

TEST_CASE("a question about an item needs the symbol and nothing else of it", "[lsp]") {
  const auto whole = rpc::parse_params<HierarchyItemParams>({{"item", {{"data", {{"usr", "c:@F@add"}}}}}});
  REQUIRE(whole.has_value());
  CHECK(whole->usr == "c:@F@add");
  const auto without = rpc::parse_params<HierarchyItemParams>({{"item", {{"name", "add"}}}});
  REQUIRE_FALSE(without.has_value());
  CHECK(without.error().message.find("item.data") != std::string::npos);
  CHECK_FALSE(rpc::parse_params<HierarchyItemParams>(nullptr).has_value());
}

}  // namespace
}  // namespace cairn::lsp
