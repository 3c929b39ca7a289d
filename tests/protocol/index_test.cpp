// The index, seen from a client and from the command line.
#include <chrono>
#include <filesystem>

#include <catch2/catch.hpp>

#include "tests/protocol/project_folder.h"
#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

// Asks until the index has looked at everything; ends by the client's own deadline.
void wait_indexed(ServerFixture& fixture) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (std::chrono::steady_clock::now() < deadline) {
    const Json status = fixture.request("$/indexStatus", nullptr);
    if (status["lexical"]["complete"] == true && status["lexical"]["state"] == "ready") return;
  }
  FAIL("the index is not complete after 30 s");
}

// "name container file:line:column", in the order of the answer.
std::vector<std::string> symbols(ServerFixture& fixture, const std::string& query) {
  std::vector<std::string> lines;
  for (const Json& each : fixture.request("workspace/symbol", {{"query", query}})) {
    const Json& start = each["location"]["range"]["start"];
    const std::string uri = each["location"]["uri"].get<std::string>();
    lines.push_back(each["name"].get<std::string>() + " " + each.value("containerName", "-") + " " +
                    uri.substr(uri.rfind('/') + 1) + ":" + start["line"].dump() + ":" + start["character"].dump());
  }
  return lines;
}

using Lines = std::vector<std::string>;

const Files kTwoFiles = {{"lib/shape.h", "namespace geo {\nclass Shape;\nint area_of(const Shape&);\n}\n"},
                         {"lib/shape.cpp",
                          "#include \"shape.h\"\nnamespace geo {\nclass Shape {};\n"
                          "int area_of(const Shape&) { return 1; }\n}\n"}};

}  // namespace

TEST_CASE("workspace symbols are found without a compilation database and without opening a file",
          "[protocol][index]") {
  ServerFixture fixture(kTwoFiles);
  fixture.start_initialized();
  wait_indexed(fixture);
  CHECK(symbols(fixture, "area") == Lines{"area_of geo shape.cpp:3:4"});
  CHECK(symbols(fixture, "geo::Shape") == Lines{"Shape geo shape.cpp:2:6"});
  CHECK(symbols(fixture, "nothing_like_it").empty());
}

TEST_CASE("workspace symbols stand at UTF-16 columns", "[protocol][index]") {
  ServerFixture fixture(Files{{"a.c", "/* \xC3\xA4\xF0\x9F\x98\x80 */ int wanted;\n"}});
  fixture.start_initialized();
  wait_indexed(fixture);
  CHECK(symbols(fixture, "wanted") == Lines{"wanted - a.c:0:14"});
}

TEST_CASE("an answer from the index says that it is lexical", "[protocol][index]") {
  ServerFixture fixture(kTwoFiles);
  fixture.start();
  Json capabilities = ServerFixture::capabilities();
  capabilities["experimental"] = {{"cairn", {{"answerStatus", true}}}};
  must(fixture.client().initialize(fixture.root(), capabilities));
  wait_indexed(fixture);
  fixture.request("workspace/symbol", {{"query", "area"}});
  const Json status = must(fixture.client().wait_notification("$/answerStatus"));
  CHECK(status["source"] == "lexical");
  CHECK(status["complete"] == true);
}

TEST_CASE("a saved file's new names are found", "[protocol][index]") {
  ServerFixture fixture(kTwoFiles);
  fixture.start_initialized();
  wait_indexed(fixture);
  std::ofstream(fixture.path("lib/new.c")) << "int brand_new;\n";
  must(fixture.client().notify("textDocument/didSave", {{"textDocument", {{"uri", fixture.uri("lib/new.c")}}}}));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (symbols(fixture, "brand_new").empty() && std::chrono::steady_clock::now() < deadline) {
  }
  CHECK(symbols(fixture, "brand_new") == Lines{"brand_new - new.c:0:4"});
}

TEST_CASE("a second start finds the names without scanning a file", "[protocol][index]") {
  ServerFixture fixture(kTwoFiles);
  fixture.start_initialized();
  wait_indexed(fixture);
  // Of all looks: one may follow as soon as the folders are watched.
  const auto scanned = [&] { return fixture.request("$/metrics", nullptr)["counters"].value("lexical.scanned", 0); };
  CHECK(scanned() == 2);
  CHECK(must(fixture.client().shut_down()) == 0);
  fixture.start_initialized();
  wait_indexed(fixture);
  CHECK(scanned() == 0);
  CHECK(symbols(fixture, "area") == Lines{"area_of geo shape.cpp:3:4"});
}

TEST_CASE("without background index there are no symbols and nothing is written", "[protocol][index]") {
  ServerFixture fixture(kTwoFiles);
  fixture.start_initialized({{"index", {{"background", false}}}});
  CHECK(symbols(fixture, "area").empty());
  CHECK(fixture.request("$/indexStatus", nullptr)["lexical"]["state"] == "off");
}

TEST_CASE("wrong params of workspace/symbol are refused", "[protocol][index]") {
  ServerFixture fixture(kTwoFiles);
  fixture.start_initialized();
  for (const Json& params : {Json(nullptr), Json::object(), Json{{"query", 3}}}) {
    const auto id = fixture.client().send_request("workspace/symbol", params);
    CHECK(must(fixture.client().wait_response(id))["error"]["code"] == -32602);
  }
}

TEST_CASE("the command line builds, refreshes and asks the index", "[protocol][index]") {
  const Project project(kTwoFiles);
  const Outcome first = project.run({"index", ".", "--lexical", "--json"});
  INFO(first.err);
  CHECK(first.code == 0);
  CHECK(first.json()["scanned"] == 2);
  const Outcome again = project.run({"index", ".", "--lexical", "--json"});
  CHECK(again.json()["scanned"] == 0);
  const Outcome found = project.run({"query", ".", "definition", "area_of"});
  CHECK(found.code == 0);
  CHECK(found.out.find(project.path("lib/shape.cpp") + ":4:5: definition geo::area_of") == 0);
  const Outcome json = project.run({"query", ".", "symbol", "Shp", "--json"});
  CHECK(json.json()["symbols"].empty());
  const Outcome humps = project.run({"query", ".", "symbol", "aof", "--json"});
  CHECK(humps.json()["symbols"][0]["name"] == "area_of");
  CHECK(project.run({"query", ".", "definition", "missing"}).code == 1);
}

TEST_CASE("query says how to make an index when there is none", "[protocol][index]") {
  const Project project(kTwoFiles);
  const Outcome outcome = project.run({"query", ".", "symbol", "area"});
  CHECK(outcome.code == 1);
  CHECK(outcome.err.find("cairn index") != std::string::npos);
}

TEST_CASE("index and query refuse what they do not understand", "[protocol][index]") {
  const Project project(kTwoFiles);
  CHECK(project.run({"index", ".", "--semantic"}).code == 2);
  CHECK(project.run({"index"}).code == 2);
  CHECK(project.run({"query", ".", "symbol"}).code == 2);
  CHECK(project.run({"query", ".", "dancers", "x"}).code == 2);
}

TEST_CASE("index without a compilation database says so, and has the names all the same", "[protocol][index]") {
  const Project project(kTwoFiles);
  const Outcome outcome = project.run({"index", "."});
  CHECK(outcome.code == 1);
  CHECK(outcome.err.find("compile_commands.json") != std::string::npos);
  CHECK(project.run({"query", ".", "symbol", "area"}).code == 0);
}

TEST_CASE("doctor describes and verifies the index", "[protocol][index]") {
  const Project project(kTwoFiles);
  CHECK(project.run({"doctor", ".", "--json"}).json()["store"].is_null());
  REQUIRE(project.run({"index", ".", "--lexical"}).code == 0);
  const Json store = project.run({"doctor", ".", "--json"}).json()["store"];
  CHECK(store["problems"].empty());
  std::uint64_t files = 0;
  for (const Json& segment : store["segments"]) files += segment["files"].get<std::uint64_t>();
  CHECK(files == 2);
  CHECK(store["segments"][0]["rows"]["names"]["rows"] > 0);
  const Outcome dump = project.run({"doctor", ".", "--dump-rows"});
  CHECK(dump.code == 0);
  CHECK(dump.out.find("layer 1\n") == 0);
  CHECK(dump.out.find("lib/shape.cpp:1 include \"shape.h\" lib/shape.h\n") != std::string::npos);
}

TEST_CASE("doctor finds a damaged byte in the index and the next run mends it", "[protocol][index]") {
  const Project project(kTwoFiles);
  REQUIRE(project.run({"index", ".", "--lexical"}).code == 0);
  const std::string before = project.run({"doctor", ".", "--dump-rows"}).out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(project.folder().file("cache"))) {
    if (entry.path().extension() != ".seg") continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100);
    file.put('\x7F');
  }
  const Outcome doctor = project.run({"doctor", "."});
  CHECK(doctor.code == 1);
  CHECK(doctor.out.find("PROBLEM") != std::string::npos);
  // The writer finds it when it reads the block, sets the segment aside, and scans again.
  REQUIRE(project.run({"index", ".", "--lexical"}).code == 0);
  REQUIRE(project.run({"index", ".", "--lexical"}).code == 0);
  CHECK(project.run({"doctor", ".", "--dump-rows"}).out == before);
}

}  // namespace cairn::test
