// The memory budget with real processes: what does not fit is named and done when there is more, and files that are
// open give way to each other without losing anything.
#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

constexpr std::uint64_t kMb = std::uint64_t{1} << 20;

template <typename Done>
void poll(const char* what, const Done& done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(3);
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) FAIL("this did not happen within three minutes: " << what);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

void set_budget(ServerFixture& fixture, std::uint64_t megabytes) {
  must(fixture.client().notify("workspace/didChangeConfiguration",
                               {{"settings", {{"cairn", {{"memory", {{"budgetMb", megabytes}}}}}}}}));
}

Json report(ServerFixture& fixture) { return fixture.request("$/memoryReport", nullptr); }

std::uint64_t counter(ServerFixture& fixture, const std::string& name) {
  const Json counters = fixture.request("$/metrics", nullptr)["counters"];
  return counters.contains(name) ? counters[name].get<std::uint64_t>() : 0;
}

// Functions enough for some ten megabytes of syntax tree, whose names begin with `prefix`.
std::string many_functions(const std::string& prefix) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) {
    text +=
        "int " + prefix + std::to_string(i) + "(int a, int b) { return a * b + (a - " + std::to_string(i) + "); }\n";
  }
  return text;
}

std::string hover(ServerFixture& fixture, const std::string& name, std::uint32_t line) {
  const Json answer = fixture.request("textDocument/hover", fixture.at(name, line, 5));
  return answer.is_null() ? "" : answer["contents"]["value"].get<std::string>();
}

}  // namespace

TEST_CASE("open files under a budget for one give way to each other, and nothing is lost", "[process][budget]") {
  const Files files = {
      {"a.cpp", many_functions("fa")}, {"b.cpp", many_functions("fb")}, {"c.cpp", many_functions("fc")}};
  ServerFixture fixture(files);
  fixture.start_initialized({{"index", {{"background", false}}}});
  fixture.open("a.cpp");
  fixture.diagnostics("a.cpp", 1);
  // What one takes here and now. A parse needs half as much again at its peak: that must not fit beside another file.
  const Json first = report(fixture);
  REQUIRE(first["workers"].size() == 1);
  const std::uint64_t one = first["workers"][0]["pss"].get<std::uint64_t>();
  const std::uint64_t server = first["process"]["pss"].get<std::uint64_t>();
  set_budget(fixture, (server + one * 12 / 5) / kMb + 10);
  // An edit that is nowhere but in the server.
  fixture.change("a.cpp", "int only_here(double d) { return d > 0; }\n" + files.at("a.cpp"), 2);
  fixture.diagnostics("a.cpp", 2);
  for (const char* const name : {"b.cpp", "c.cpp"}) {
    fixture.open(name);
    fixture.diagnostics(name, 1);
  }
  CHECK(fixture.workers().size() < 3);
  CHECK(counter(fixture, "worker.revoked") >= 1);
  CHECK(hover(fixture, "b.cpp", 7).find("fb7") != std::string::npos);
  CHECK(hover(fixture, "c.cpp", 8).find("fc8") != std::string::npos);
  CHECK(hover(fixture, "a.cpp", 0).find("only_here") != std::string::npos);
  CHECK(hover(fixture, "a.cpp", 9).find("fa8") != std::string::npos);
  CHECK(counter(fixture, "parse.quarantined") == 0);
  const Json last = report(fixture);
  CHECK(last["budget"]["used"].get<std::uint64_t>() < last["budget"]["limit"].get<std::uint64_t>() * 11 / 10);
}

TEST_CASE("an answer that was given already needs no worker", "[process][budget]") {
  const Files files = {{"a.cpp", many_functions("fa")}, {"b.cpp", many_functions("fb")}};
  ServerFixture fixture(files);
  fixture.start_initialized({{"index", {{"background", false}}}, {"worker", {{"maxCount", 1}}}});
  fixture.open("a.cpp");
  fixture.diagnostics("a.cpp", 1);
  const std::string told = hover(fixture, "a.cpp", 7);
  CHECK(told.find("fa7") != std::string::npos);
  fixture.open("b.cpp");
  fixture.diagnostics("b.cpp", 1);
  const std::uint64_t started = counter(fixture, "worker.started");
  CHECK(hover(fixture, "a.cpp", 7) == told);
  CHECK(counter(fixture, "worker.started") == started);
  CHECK(counter(fixture, "answers.hit") == 1);
}

#ifndef CAIRN_SANITIZED  // sizes below are those of programs without a sanitizer

namespace {

Json units(ServerFixture& fixture) { return fixture.request("$/indexStatus", nullptr)["units"]; }

// Some 300 MB of one initialiser.
constexpr const char* kLarge =
    "struct A { int x = 1; };\nconstexpr A values[1'800'000]{};\nint large() { return values[3].x; }\n";

}  // namespace

TEST_CASE("a unit that does not fit into the budget is named, the others are done, and it too when there is more",
          "[process][budget]") {
  ServerFixture fixture(
      Files{{"large.cpp", kLarge}, {"one.cpp", "int one() { return 1; }\n"}, {"two.cpp", "int two() { return 2; }\n"}});
  Json entries = Json::array();
  for (const char* const name : {"large.cpp", "one.cpp", "two.cpp"}) {
    entries.push_back(
        {{"directory", fixture.root()}, {"file", name}, {"arguments", {"c++", "-std=c++20", "-c", name}}});
  }
  std::ofstream(fixture.path("compile_commands.json")) << entries.dump();
  fixture.start_initialized({{"memory", {{"budgetMb", 250}}}});
  poll("all units are done or named", [&] {
    const Json status = units(fixture);
    return status["total"] == 3 && status["pending"] == 0 && status["state"] == "ready";
  });
  const Json status = units(fixture);
  CAPTURE(status.dump(), report(fixture).dump());
  CHECK(status["done"] == 2);
  CHECK(status["tooLarge"] == 1);
  CHECK(status["failed"] == 1);
  CHECK(status["complete"] == false);
  REQUIRE(status["problems"].size() == 1);
  CHECK(status["problems"][0]["path"] == "large.cpp");
  CHECK(status["problems"][0]["reason"].get<std::string>().find("budget") != std::string::npos);
  CHECK(counter(fixture, "governor.outgrown") == 2);
  CHECK(counter(fixture, "indexer.quarantined") == 0);

  set_budget(fixture, 2000);
  poll("the large unit is done", [&] { return units(fixture)["done"] == 3; });
  CHECK(units(fixture)["tooLarge"] == 0);
  CHECK(units(fixture)["complete"] == true);
}

TEST_CASE("a file that does not fit into the budget says so, and is parsed when there is more", "[process][budget]") {
  ServerFixture fixture(Files{{"large.cpp", kLarge}});
  fixture.start_initialized({{"memory", {{"budgetMb", 200}}}, {"index", {{"background", false}}}});
  fixture.open("large.cpp");
  const Json told = fixture.diagnostics("large.cpp", 1);
  REQUIRE(told.size() == 1);
  CHECK(told[0]["message"].get<std::string>().find("memory budget") != std::string::npos);
  CHECK(counter(fixture, "parse.too_large") == 1);
  CHECK(counter(fixture, "parse.quarantined") == 0);
  set_budget(fixture, 2000);
  CHECK(fixture.diagnostics("large.cpp", 1).empty());
}

#endif

}  // namespace cairn::test
