// $/memoryReport, $/memoryUsage, $/metrics.
#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

// Every node is an object with _self and _total, and _total adds up.
std::uint64_t check_tree(const Json& node) {
  REQUIRE(node.is_object());
  std::uint64_t sum = node["_self"].get<std::uint64_t>();
  for (const auto& [name, child] : node.items()) {
    if (name != "_self" && name != "_total") sum += check_tree(child);
  }
  CHECK(node["_total"] == sum);
  return sum;
}

}  // namespace

TEST_CASE("the memory report puts kernel, allocator, components and workers side by side", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  fixture.diagnostics("a.cpp", 1);
  const Json report = fixture.request("$/memoryReport", {{"detail", "full"}});
  CHECK(report["process"]["pid"] == fixture.client().pid());
  CHECK(report["process"]["rss"].get<std::uint64_t>() >= report["process"]["anonymous"].get<std::uint64_t>());
  CHECK(report["process"]["anonymous"].get<std::uint64_t>() > 0);
  check_tree(report["components"]);
  CHECK(report["components"]["documents"]["_total"].get<std::uint64_t>() >= 7);  // the file's text
  REQUIRE(report["workers"].size() == 1);
  CHECK(report["workers"][0]["state"] == "idle");
  CHECK(report["workers"][0]["anonymous"].get<std::uint64_t>() > 0);
#ifdef CAIRN_EXPECT_JEMALLOC
  CHECK(report["allocator"]["allocated"].get<std::uint64_t>() > 0);
#endif
}

TEST_CASE("a large document shows in the components at its size", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  fixture.open_text("big.cpp", "int x;\n" + std::string(1 << 20, '/'));
  fixture.diagnostics("big.cpp", 1);
  const Json usage = fixture.request("$/memoryUsage", nullptr);
  check_tree(usage);
  CHECK(usage["documents"]["_total"].get<std::uint64_t>() >= (1U << 20));
  must(fixture.client().notify("textDocument/didClose", {{"textDocument", {{"uri", fixture.uri("big.cpp")}}}}));
  CHECK_FALSE(fixture.request("$/memoryUsage", nullptr)["documents"]["_total"].get<std::uint64_t>() > (1U << 20));
}

TEST_CASE("metrics count every request and job with its time", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  for (int i = 0; i < 3; ++i) fixture.request("textDocument/hover", fixture.at("a.cpp", 0, 4));
  const Json metrics = fixture.request("$/metrics", nullptr);
  CHECK(metrics["spans"]["request.textDocument/hover"]["count"] == 3);
  // The same question about the same text is answered from the first answer.
  CHECK(metrics["spans"]["job.hover"]["count"] == 1);
  CHECK(metrics["counters"]["answers.hit"] == 2);
  CHECK(metrics["spans"]["job.parse"]["count"] == 1);
  CHECK(metrics["counters"]["worker.started"] == 1);
}

}  // namespace cairn::test
