#include "protocol/ext/memory_report.h"

#include <catch2/catch.hpp>

namespace cairn::ext {
namespace {

MemoryNode sample_tree() {
  return {"cairn", 1, {{"documents", 10, {{"a.cpp", 100, {}}, {"b.cpp", 200, {}}}}, {"protocol", 5, {}}}};
}

TEST_CASE("the detail of a memory report is summary unless asked otherwise", "[ext]") {
  const auto detail = [](const Json& params) { return rpc::parse_params<MemoryReportParams>(params); };
  CHECK(detail(nullptr)->detail == MemoryDetail::kSummary);
  CHECK(detail(Json::object())->detail == MemoryDetail::kSummary);
  CHECK(detail({{"detail", "summary"}})->detail == MemoryDetail::kSummary);
  CHECK(detail({{"detail", "full"}})->detail == MemoryDetail::kFull);
  CHECK(detail({{"detail", "more"}}).error().message == R"(detail: expected one of "summary", "full")");
  CHECK(detail(Json::array()).error().message == "params: expected object, got array");
}

TEST_CASE("the memory usage tree has clangd's form", "[ext]") {
  CHECK(memory_usage_json(sample_tree()) == Json::parse(R"({"_self":1,"_total":316,
      "documents":{"_self":10,"_total":310,"a.cpp":{"_self":100,"_total":100},"b.cpp":{"_self":200,"_total":200}},
      "protocol":{"_self":5,"_total":5}})"));
}

TEST_CASE("children of one name are added up, so that totals stay true", "[ext]") {
  const MemoryNode root{"", 0, {{"x", 1, {{"y", 2, {}}}}, {"x", 4, {{"y", 8, {}}}}}};
  CHECK(memory_usage_json(root) ==
        Json::parse(R"({"_self":0,"_total":15,"x":{"_self":5,"_total":15,"y":{"_self":10,"_total":10}}})"));
}

TEST_CASE("a child cannot pass for one of the node's own numbers", "[ext]") {
  const Json json = memory_usage_json({"", 1, {{"_total", 2, {}}}});
  CHECK(json == Json::parse(R"({"_self":1,"_total":3,"__total":{"_self":2,"_total":2}})"));
}

TEST_CASE("a memory report shows kernel, allocator, components and workers", "[ext]") {
  MemoryReport report;
  report.process = {1, 2, 3, 4, 5, 6, 7};
  report.allocator = AllocatorStats{11, 12, 13, 14, 15, 16};
  report.components = sample_tree();
  report.workers = {{21, "open-file", "hover", 22, 23, 24, "busy", 25}};
  report.mapped = MappedMemory{{31, 32}, {33, 34}, {35, 36}};
  report.unaccounted = -41;
  report.budget = {51, 52, 1.5, "none"};
  report.history = {{61, 62, 63}};
  CHECK(to_json(report, MemoryDetail::kSummary) == Json::parse(R"({
      "process":{"pid":1,"rss":2,"pss":3,"anonymous":4,"fileBacked":5,"swap":6,"peakRss":7},
      "allocator":{"allocated":11,"active":12,"resident":13,"retained":14,"mapped":15,"metadata":16},
      "components":{"_self":1,"_total":316,"documents":{"_self":10,"_total":310},"protocol":{"_self":5,"_total":5}},
      "workers":[{"pid":21,"role":"open-file","job":"hover","rss":22,"pss":23,"anonymous":24,"state":"busy","ageMs":25}],
      "mapped":{"segments":{"size":31,"resident":32},"preludes":{"size":33,"resident":34},
                "other":{"size":35,"resident":36}},
      "unaccounted":-41,"budget":{"limit":51,"used":52,"pressure":1.5,"step":"none"},"leaks":[],
      "history":[{"time":61,"anonymous":62,"allocated":63}]
      })"));
  CHECK(to_json(report, MemoryDetail::kFull)["components"] == memory_usage_json(sample_tree()));
}

TEST_CASE("a memory report without jemalloc has no allocator", "[ext]") {
  const Json json = to_json(MemoryReport{}, MemoryDetail::kFull);
  CHECK_FALSE(json.contains("allocator"));
  CHECK(json["workers"] == Json::array());
}

}  // namespace
}  // namespace cairn::ext
