// The units of the index, seen from a client and from the command line.
#include <chrono>
#include <fstream>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/protocol/project_folder.h"
#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

std::string database(const std::string& root, const std::vector<std::string>& units) {
  std::string json;
  for (const std::string& unit : units) {
    json += (json.empty() ? "" : ",") + std::string(R"({"directory":")") + root + R"(","file":")" + unit +
            R"(","command":"c++ -std=c++17 -c )" + unit + "\"}";
  }
  return "[" + json + "]";
}

void write(const ServerFixture& fixture, const std::string& name, const std::string& text) {
  std::ofstream(fixture.path(name)) << text;
}

void save(ServerFixture& fixture, const std::string& name) {
  must(fixture.client().notify("textDocument/didSave", {{"textDocument", {{"uri", fixture.uri(name)}}}}));
}

// Asks until the units are as wanted.
template <typename IsWanted>
Json wait_units(ServerFixture& fixture, IsWanted is_wanted) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  Json units;
  while (std::chrono::steady_clock::now() < deadline) {
    units = fixture.request("$/indexStatus", nullptr)["units"];
    if (is_wanted(units)) return units;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  FAIL("units never became as wanted: " << units.dump());
  return units;
}

bool is_ready(const Json& units) { return units["state"] == "ready"; }

const Files kTwoUnits = {{"shape.h", "#pragma once\nint area_of(int side);\n"},
                         {"a.cpp", "#include \"shape.h\"\nint a() { return area_of(1); }\n"},
                         {"b.cpp", "#include \"shape.h\"\nint area_of(int side) { return side; }\n"},
                         {"c.cpp", "int c;\n"}};

}  // namespace

TEST_CASE("units of the database are indexed in the background and counted", "[protocol][index]") {
  ServerFixture fixture(kTwoUnits);
  write(fixture, "compile_commands.json", database(fixture.root(), {"a.cpp", "b.cpp"}));
  fixture.start_initialized();
  const Json units = wait_units(fixture, is_ready);
  CHECK(units["complete"] == true);
  CHECK(units["total"] == 2);
  CHECK(units["done"] == 2);
  CHECK(units["pending"] == 0);
  CHECK(units["problems"].empty());
  // Nothing is left of the processes.
  CHECK(wait_units(fixture, [](const Json& now) { return now["workers"] == 0; })["complete"] == true);
}

TEST_CASE("a saved header's units are indexed again, with their errors", "[protocol][index]") {
  ServerFixture fixture(kTwoUnits);
  write(fixture, "compile_commands.json", database(fixture.root(), {"a.cpp", "b.cpp", "c.cpp"}));
  fixture.start_initialized();
  wait_units(fixture, is_ready);
  write(fixture, "shape.h", "#pragma once\nint perimeter_of(int side);\n");
  save(fixture, "shape.h");
  const Json units = wait_units(fixture, [](const Json& now) { return is_ready(now) && now["withErrors"] == 1; });
  CHECK(units["complete"] == false);
  REQUIRE(units["problems"].size() == 1);
  CHECK(units["problems"][0]["path"] == "a.cpp");
  CHECK(units["problems"][0]["reason"].get<std::string>().find("area_of") != std::string::npos);
}

TEST_CASE("a database that changes on the disk changes the units", "[protocol][index]") {
  ServerFixture fixture(kTwoUnits);
  write(fixture, "compile_commands.json", database(fixture.root(), {"a.cpp"}));
  fixture.start_initialized();
  wait_units(fixture, is_ready);
  write(fixture, "compile_commands.json", database(fixture.root(), {"b.cpp", "c.cpp"}));
  save(fixture, "a.cpp");
  CHECK(wait_units(fixture, [](const Json& now) { return now["done"] == 2; })["total"] == 2);
}

TEST_CASE("without a background index there are no units", "[protocol][index]") {
  ServerFixture fixture(kTwoUnits);
  write(fixture, "compile_commands.json", database(fixture.root(), {"a.cpp"}));
  fixture.start({"--background-index=0"});
  must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities()));
  const Json units = fixture.request("$/indexStatus", nullptr)["units"];
  CHECK(units["state"] == "off");
  CHECK(units["complete"] == false);
}

TEST_CASE("the client can cancel the index, which then waits until something changes", "[protocol][index]") {
  ServerFixture fixture(Files{{"hangs.c", "order hang\n"}, {"good.c", "def good\n"}});
  write(fixture, "compile_commands.json", database(fixture.root(), {"hangs.c", "good.c"}));
  Json capabilities = ServerFixture::capabilities();
  capabilities["window"] = {{"workDoneProgress", true}};
  fixture.start({}, {{"CAIRN_INDEXER", CAIRN_SCRIPTED_INDEXER}, {"CAIRN_SCRIPT", fixture.root()}});
  must(fixture.client().initialize(fixture.root(), capabilities, {{"index", {{"threads", 1}}}}));
  Json begin;
  do {
    begin = must(fixture.client().wait_notification("$/progress"));
  } while (begin["value"].value("title", "") != "Indexing units");
  CHECK(begin["value"]["cancellable"] == true);
  must(fixture.client().notify("window/workDoneProgress/cancel", {{"token", begin["token"]}}));
  const Json units = wait_units(fixture, [](const Json& now) { return now["state"] == "stopped"; });
  CHECK(units["stoppedBecause"].get<std::string>().find("cancelled") != std::string::npos);
  CHECK(units["pending"] > 0);
  write(fixture, "hangs.c", "def fine\n");
  save(fixture, "hangs.c");
  wait_units(fixture, [](const Json& now) { return now["state"] == "working" || now["state"] == "ready"; });
  CHECK(must(fixture.client().shut_down()) == 0);
}

TEST_CASE("the command line indexes units, names those that fail, and does nothing twice", "[protocol][index]") {
  Files files = kTwoUnits;
  files["poison.cpp"] = "#pragma clang __debug crash\n";
  const std::vector<std::string> flags = {"-std=c++17"};
  const Project project(files, {{"a.cpp", flags}, {"b.cpp", flags}, {"poison.cpp", flags}});
  const Outcome first = project.run({"index", ".", "--json"});
  CHECK(first.code == 3);
  const Json units = first.json()["units"];
  CHECK(units["total"] == 3);
  CHECK(units["done"] == 2);
  CHECK(units["quarantined"] == 1);
  REQUIRE(units["problems"].size() == 1);
  CHECK(units["problems"][0]["path"] == "poison.cpp");
  const Outcome second = project.run({"index", "."});
  CHECK(second.code == 3);
  CHECK(second.out.find("problem: poison.cpp: ") != std::string::npos);
  CHECK(second.out.find("3 units: 0 parsed, 2 done") != std::string::npos);
  const std::string rows = project.run({"doctor", ".", "--dump-rows=semantic"}).out;
  CHECK(rows.find("shape.h:2:5 7 declares c:@F@area_of#I#") != std::string::npos);
  CHECK(rows.find("layer 1") == std::string::npos);
  CHECK(project.run({"doctor", ".", "--dump-rows=lexical"}).out.find("c:@F@area_of") == std::string::npos);
}

}  // namespace cairn::test
