// Changes on the disk of which the client says nothing.
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/protocol/indexed_workspace.h"

namespace cairn::test {
namespace {

const Files kProject = {{"lib.h", "int add(int a, int b);\n"},
                        {"lib.cpp", "#include \"lib.h\"\nint add(int a, int b) { return a + b; }\n"},
                        {"main.cpp", "#include \"lib.h\"\nint main() { return add(1, 2); }\n"}};

std::size_t count_symbols(IndexedWorkspace& fixture, const std::string& name) {
  return fixture.request("workspace/symbol", {{"query", name}}).size();
}

}  // namespace

TEST_CASE("a change on the disk is in the answers without a word of the client", "[protocol][watching]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_indexed();
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  std::ofstream(fixture.path("lib.cpp")) << "#include \"lib.h\"\n\nint add(int a, int b) { return a - b; }\n";
  std::filesystem::create_directories(fixture.path("deep/new"));
  std::ofstream(fixture.path("deep/new/other.cpp")) << "int brand_new_name() { return 1; }\n";
  const Json status = fixture.request("$/changesSeen", {{"exact", true}});
  CHECK(status["units"]["pending"] == 0);
  CHECK(status["changes"]["state"] == "watching");
  CHECK(status["changes"]["rawEvents"] >= 2);
  CHECK(status["changes"]["filteredEvents"] >= 2);
  CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 22)) == "lib.cpp:2:4 lib.h:0:4 main.cpp:1:20");
  CHECK(count_symbols(fixture, "brand_new_name") == 1);
  std::filesystem::remove_all(fixture.path("deep"));
  fixture.request("$/changesSeen", nullptr);
  CHECK(count_symbols(fixture, "brand_new_name") == 0);
}

TEST_CASE("an open file is parsed again when a header of it changes on the disk", "[protocol][watching]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_indexed();
  fixture.open("main.cpp");
  CHECK(fixture.diagnostics("main.cpp", 1).empty());
  std::ofstream(fixture.path("lib.h")) << "int add(int a);\n";
  must(fixture.client().wait_notification("textDocument/publishDiagnostics", [&](const Json& params) {
    return params["uri"] == fixture.uri("main.cpp") && !params["diagnostics"].empty();
  }));
}

TEST_CASE("a file opened before the disk is watched is parsed once", "[protocol][watching]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_initialized();
  fixture.open("main.cpp");
  CHECK(fixture.diagnostics("main.cpp", 1).empty());
  // Watching begins with a look at everything, which is over now; a parse because of it would begin 500 ms later, or
  // with the next question.
  fixture.request("$/changesSeen", {{"exact", true}});
  fixture.request("textDocument/documentHighlight", fixture.at("main.cpp", 1, 22));
  CHECK(fixture.request("$/metrics", nullptr)["spans"]["job.parse"]["count"] == 1);
}

TEST_CASE("a changed .cairn.json counts at once", "[protocol][watching]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_indexed();
  std::ofstream(fixture.path(".cairn.json")) << R"({"nonsense": 1})";
  must(fixture.client().wait_notification("window/logMessage", [](const Json& params) {
    return params["message"].get<std::string>().find("nonsense") != std::string::npos;
  }));
}

TEST_CASE("a client that can watch files is asked to", "[protocol][watching]") {
  IndexedWorkspace fixture(kProject);
  fixture.start();
  must(fixture.client().initialize(fixture.root(),
                                   {{"workspace", {{"didChangeWatchedFiles", {{"dynamicRegistration", true}}}}}}));
  const Json params = must(fixture.client().wait_notification("client/registerCapability"));
  CHECK(params["registrations"][0]["method"] == "workspace/didChangeWatchedFiles");
}

TEST_CASE("without an index nothing is watched and nobody waits", "[protocol][watching]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_marked({"--background-index=0"});
  CHECK(fixture.request("$/changesSeen", {{"exact", true}})["changes"]["state"] == "off");
}

}  // namespace cairn::test
