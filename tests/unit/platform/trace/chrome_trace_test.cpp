#include "platform/trace/chrome_trace.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::trace {
namespace {

nlohmann::json events_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return nlohmann::json::parse(text.str())["traceEvents"];
}

}  // namespace

TEST_CASE("a trace is a complete document at any time, each span a pair of events", "[trace]") {
  const test::TempDir folder;
  const std::string path = folder.path() + "/trace.json";
  auto trace = ChromeTrace::open(path);
  REQUIRE(trace);
  CHECK(events_of(path).size() == 1);  // the process's name
  (*trace)->span("request.textDocument/hover", std::chrono::microseconds(1500));
  CHECK(events_of(path).size() == 3);
  (*trace)->span("job.\"a\nb\x80", std::chrono::microseconds(-3));
  (*trace)->number("anonymous bytes", 4096);
  const auto events = events_of(path);
  REQUIRE(events.size() == 6);
  CHECK(events[1]["ph"] == "b");
  CHECK(events[2]["ph"] == "e");
  CHECK(events[1]["id"] == events[2]["id"]);
  CHECK(events[1]["cat"] == "request");
  CHECK(events[1]["name"] == "request.textDocument/hover");
  CHECK(events[1]["ts"] <= events[2]["ts"]);
  CHECK(events[3]["id"] != events[1]["id"]);
  CHECK(events[5]["args"]["value"] == 4096);
}

TEST_CASE("a trace is bounded, and says when it is full", "[trace]") {
  const test::TempDir folder;
  const std::string path = folder.path() + "/trace.json";
  auto trace = ChromeTrace::open(path, 4096);
  REQUIRE(trace);
  for (int i = 0; i < 1000; ++i) (*trace)->span("request.x", std::chrono::microseconds(1));
  CHECK(std::filesystem::file_size(path) < 4096 + 300);
  const auto events = events_of(path);
  CHECK(events.size() > 10);
  CHECK(events.back()["name"] == "the trace is full");
}

TEST_CASE("a trace that cannot be written is an error", "[trace]") {
  CHECK_FALSE(ChromeTrace::open("/nowhere/trace.json"));
}

}  // namespace cairn::trace
