// A limit on references: the user's, the client's, and that an answer says when it was cut.
#include <catch2/catch.hpp>

#include "tests/protocol/indexed_workspace.h"

namespace cairn::test {
namespace {

const Files kFiles = {{"api.h", "int used();\n"},
                      {"a.cpp", "#include \"api.h\"\nint a() { return used() + used(); }\n"},
                      {"b.cpp", "#include \"api.h\"\nint b() { return used(); }\n"}};
const std::string kAll = "a.cpp:1:17 a.cpp:1:26 api.h:0:4 b.cpp:1:17";

Json ask(IndexedWorkspace& fixture, Json more = Json::object()) {
  Json params = fixture.at("api.h", 0, 4);
  params["context"] = {{"includeDeclaration", true}};
  params.update(more);
  return fixture.request("textDocument/references", params);
}

std::string limit_told(IndexedWorkspace& fixture) {
  const auto marks = fixture.marks();
  if (marks.empty()) return "";
  CHECK(marks.back()["complete"] == false);
  return marks.back()["limit"].get<std::string>();
}

}  // namespace

TEST_CASE("references have no limit unless one is asked for", "[protocol][index]") {
  IndexedWorkspace fixture(kFiles);
  fixture.start_indexed();
  fixture.open("api.h");
  CHECK(IndexedWorkspace::places(ask(fixture)) == kAll);
  CHECK(fixture.marks().empty());
  CHECK(IndexedWorkspace::places(ask(fixture, {{"limit", 2}})) == "a.cpp:1:17 a.cpp:1:26");
  CHECK(limit_told(fixture) == "there are more than the 2 references that were asked for at most");
  CHECK(IndexedWorkspace::places(ask(fixture, {{"limit", 4}})) == kAll);
  CHECK(limit_told(fixture) == "");
  // In pieces too.
  CHECK(ask(fixture, {{"limit", 3}, {"partialResultToken", "piece"}}).empty());
  const Json piece = must(
      fixture.client().wait_notification("$/progress", [](const Json& params) { return params["token"] == "piece"; }));
  CHECK(IndexedWorkspace::places(piece["value"]) == "a.cpp:1:17 a.cpp:1:26 api.h:0:4");
  CHECK(limit_told(fixture) != "");
}

TEST_CASE("the user's limit on references holds, and a client that knows no marks reads it in the log",
          "[protocol][index]") {
  IndexedWorkspace fixture(kFiles);
  fixture.start_initialized({{"references", {{"limit", 3}}}});
  fixture.wait_indexed();
  fixture.open("api.h");
  CHECK(ask(fixture).size() == 3);
  const Json line = must(fixture.client().wait_notification("window/logMessage", [](const Json& params) {
    return params["message"].get<std::string>().find("more than the 3 references") != std::string::npos;
  }));
  CHECK(line["message"] == "partial answer: there are more than the 3 references that were asked for at most");
  CHECK(ask(fixture, {{"limit", 1}}).size() == 1);
  CHECK(ask(fixture, {{"limit", 10}}).size() == 3);
}

}  // namespace cairn::test
