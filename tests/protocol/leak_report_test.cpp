// $/leakReport: the server's own heap, sampled while nothing goes on.
#include <chrono>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

const Files kProject = {{"main.cpp", "int twice(int a) { return 2 * a; }\nint main() { return twice(3); }\n"}};

// Samples as soon as the server is quiet.
Json scan(ServerFixture& fixture) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (;;) {
    const std::int64_t id = fixture.client().send_request("$/leakReport", {{"scan", true}});
    Json response = must(fixture.client().wait_response(id));
    if (response.contains("result") || std::chrono::steady_clock::now() > deadline) return response["result"];
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace

TEST_CASE("the leak report has samples of every component and no finding in a server that works", "[protocol][leak]") {
  ServerFixture fixture(kProject);
  fixture.start_initialized();
  const Json before = fixture.request("$/leakReport", nullptr);
  CHECK(before["intervalMinutes"] == 5);
  CHECK(before["scans"] == 0);
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  Json report;
  // A sanitizer has an allocator of its own, which tells nothing.
  const bool has_allocator = fixture.request("$/memoryReport", nullptr).contains("allocator");
  const int scans = has_allocator ? 14 : 1;
  for (int i = 0; i < scans; ++i) {
    for (std::uint32_t column = 0; column < 10; ++column) {
      fixture.request("textDocument/hover", fixture.at("main.cpp", 0, column));
    }
    report = scan(fixture);
  }
  CHECK(report["findings"].empty());
  CHECK(fixture.request("$/memoryReport", nullptr)["leaks"].empty());
  CHECK((report["state"] == "watching") == has_allocator);
  if (!has_allocator) return;
  CHECK(report["scans"] == scans);
  CHECK(report.contains("lastScan"));
  bool has_documents = false;
  for (const Json& site : report["sites"]) {
    if (site["name"] != "documents") continue;
    has_documents = true;
    CHECK(site["bytes"] > 0);
    CHECK(site["samples"] == scans);
  }
  CHECK(has_documents);
}

TEST_CASE("a heap snapshot names the code that holds memory", "[protocol][leak]") {
  ServerFixture fixture({{"main.cpp", std::string(8 << 20, '\n')}});
  fixture.start_initialized();
  if (!fixture.request("$/memoryReport", nullptr).contains("allocator")) {
    const std::int64_t id = fixture.client().send_request("$/heapSnapshot", nullptr);
    CHECK(must(fixture.client().wait_response(id)).contains("error"));
    return;
  }
  const Json before = fixture.request("$/heapSnapshot", {{"sampling", true}});
  CHECK(before["sampling"] == true);
  CHECK(before["bytes"] == 0);
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  const Json after = fixture.request("$/heapSnapshot", nullptr);
  CHECK(after["bytes"] > 4 << 20);
  CHECK(after["text"].get<std::string>().find("cairn::server::OpenDocuments::open") != std::string::npos);
  const Json graph =
      Json::parse(fixture.request("$/heapSnapshot", {{"format", "speedscope"}})["text"].get<std::string>());
  CHECK(graph["profiles"][0]["endValue"] > 4 << 20);
  CHECK(graph["shared"]["frames"].size() > 5);
  const Json raw = fixture.request("$/heapSnapshot", {{"format", "jeprof"}, {"sampling", false}});
  CHECK(raw["sampling"] == false);
  CHECK(raw["text"].get<std::string>().starts_with("heap_v2/"));
}

TEST_CASE("what was allocated between two snapshots is told apart", "[protocol][leak]") {
  ServerFixture fixture({{"main.cpp", std::string(8 << 20, '\n')}});
  fixture.start_initialized();
  if (!fixture.request("$/memoryReport", nullptr).contains("allocator")) return;
  const std::int64_t early = fixture.client().send_request("$/heapSnapshot", {{"difference", true}});
  CHECK(must(fixture.client().wait_response(early)).contains("error"));
  fixture.request("$/heapSnapshot", {{"sampling", true}, {"mark", true}});
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  const Json grown = fixture.request("$/heapSnapshot", {{"difference", true}});
  CHECK(grown["bytes"] > 4 << 20);
  CHECK(grown["text"].get<std::string>().find("cairn::server::OpenDocuments::open") != std::string::npos);
  fixture.request("$/heapSnapshot", {{"mark", true}});
  must(fixture.client().notify("textDocument/didClose", {{"textDocument", {{"uri", fixture.uri("main.cpp")}}}}));
  const Json shrunk = fixture.request("$/heapSnapshot", {{"difference", true}, {"sampling", false}});
  CHECK(shrunk["shrunk"] > 4 << 20);
  CHECK(shrunk["bytes"] < 4 << 20);
}

TEST_CASE("the leak report has the series of each site and the history where they are asked for", "[protocol][leak]") {
  ServerFixture fixture(kProject);
  fixture.start_initialized();
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  scan(fixture);
  const Json report = fixture.request("$/leakReport", {{"series", true}, {"history", true}});
  CHECK(report["history"] == Json::array());
  if (report["scans"] == 0) return;  // a sanitizer's allocator tells nothing
  bool has_worker = false;
  for (const Json& site : report["sites"]) {
    REQUIRE(site["series"].size() == site["samples"]);
    CHECK(site["series"].back()[2] == site["bytes"]);
    has_worker = has_worker || site["name"] == "worker of " + fixture.path("main.cpp");
  }
  CHECK(has_worker);
  CHECK_FALSE(fixture.request("$/leakReport", nullptr)["sites"][0].contains("series"));
}

TEST_CASE("dismissing what was not found is an error", "[protocol][leak]") {
  ServerFixture fixture(kProject);
  fixture.start_initialized();
  const std::int64_t id = fixture.client().send_request("$/leakReport", {{"dismiss", 7}});
  const Json response = must(fixture.client().wait_response(id));
  REQUIRE(response.contains("error"));
  CHECK(response["error"]["message"].get<std::string>().find("no such finding") != std::string::npos);
}

TEST_CASE("settings of the leak detector count, and wrong ones are told", "[protocol][leak]") {
  ServerFixture fixture(kProject);
  fixture.start_initialized({{"leakDetection", {{"scanIntervalMinutes", 17}, {"memoryThresholdMb", "much"}}}});
  must(fixture.client().wait_notification("window/logMessage", [](const Json& params) {
    return params["message"].get<std::string>().find("memoryThresholdMb") != std::string::npos;
  }));
  CHECK(fixture.request("$/leakReport", nullptr)["intervalMinutes"] == 17);
}

}  // namespace cairn::test
