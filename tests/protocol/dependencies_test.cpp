// Who includes whom: `$/includeHierarchy`, the code lens of headers, `$/dependencies` and `cairn deps`.
#include <catch2/catch.hpp>

#include "tests/protocol/indexed_workspace.h"
#include "tests/protocol/project_folder.h"

namespace cairn::test {
namespace {

const Files kFiles = {
    {"shape.h", "#pragma once\nint area(int side);\n"},
    {"spare.h", "#pragma once\nint spare();\n"},
    {"round.h", "#pragma once\n#include \"about.h\"\nint round_one();\n"},
    {"about.h", "#pragma once\n#include \"round.h\"\nint about();\n"},
    {"a.cpp", "#include \"shape.h\"\n#include \"spare.h\"\nint one() { return area(1); }\n"},
    {"b.cpp", "#include \"round.h\"\n#include \"shape.h\"\nint two() { return area(2) + round_one(); }\n"}};

std::string names(const Json& items) {
  std::string text;
  for (const Json& item : items) {
    const std::string uri = item["uri"].get<std::string>();
    text += (text.empty() ? "" : " ") + uri.substr(uri.rfind('/') + 1) + item["lines"].dump();
  }
  return text;
}

}  // namespace

TEST_CASE("the include hierarchy goes one step in each direction", "[protocol][index]") {
  IndexedWorkspace workspace(kFiles);
  workspace.start_indexed();
  const auto ask = [&](const std::string& name, const std::string& direction) {
    return names(workspace.request("$/includeHierarchy", {{"uri", workspace.uri(name)}, {"direction", direction}}));
  };
  CHECK(ask("shape.h", "includers") == "a.cpp[0] b.cpp[1]");
  CHECK(ask("b.cpp", "includes") == "round.h[0] shape.h[1]");
  CHECK(ask("round.h", "includers") == "about.h[1] b.cpp[0]");
  CHECK(ask("shape.h", "includes").empty());
  CHECK(ask("nowhere.h", "includers").empty());
  CHECK_THROWS(ask("shape.h", "sideways"));
  const Json items =
      workspace.request("$/includeHierarchy", {{"uri", workspace.uri("shape.h")}, {"direction", "includers"}});
  CHECK(items[0]["exact"] == true);
}

TEST_CASE("a header has a lens that says what a change of it costs", "[protocol][index]") {
  IndexedWorkspace workspace(kFiles);
  workspace.start_indexed();
  workspace.open("shape.h");
  const Json document = {{"textDocument", {{"uri", workspace.uri("shape.h")}}}};
  const Json lenses = workspace.request("textDocument/codeLens", document);
  REQUIRE(lenses.size() == 1);
  CHECK_FALSE(lenses[0].contains("command"));
  const Json resolved = workspace.request("codeLens/resolve", lenses[0]);
  CHECK(resolved["command"]["title"].get<std::string>().find("included by 2 units") == 0);
  CHECK(workspace.request("textDocument/codeLens", {{"textDocument", {{"uri", workspace.uri("a.cpp")}}}}).empty());
  must(workspace.client().notify("workspace/didChangeConfiguration",
                                 {{"settings", {{"cairn", {{"codeLens", {{"includedBy", false}}}}}}}}));
  CHECK(workspace.request("textDocument/codeLens", document).empty());
}

TEST_CASE("dependencies tell circles, costs and unused includes", "[protocol][index]") {
  IndexedWorkspace workspace(kFiles);
  workspace.start_indexed();
  const Json all = workspace.request("$/dependencies", {{"unused", true}});
  REQUIRE(all["cycles"].size() == 1);
  CHECK(all["cycles"][0]["way"] == Json({workspace.uri("about.h"), workspace.uri("round.h")}));
  CHECK(all["units"] == 2);
  CHECK(all["inexactUnits"] == 0);
  REQUIRE(all["unusedIncludes"].size() == 1);
  CHECK(all["unusedIncludes"][0]["uri"] == workspace.uri("a.cpp"));
  CHECK(all["unusedIncludes"][0]["line"] == 1);
  CHECK(all["unusedIncludes"][0]["included"] == workspace.uri("spare.h"));
  const Json cut = workspace.request("$/dependencies", {{"limit", 1}});
  CHECK(cut["headers"].size() == 1);
  CHECK(cut["headerCount"] == 4);
  CHECK_FALSE(cut.contains("unusedIncludes"));
}

TEST_CASE("cairn deps prints the same parts", "[protocol][index]") {
  const Project project(kFiles, {{"a.cpp", {}}, {"b.cpp", {}}});
  CHECK(project.run({"deps", "."}).code == 1);
  REQUIRE(project.run({"index", "."}).code == 0);
  CHECK(project.run({"deps", "."}).out.find("2 units, 0 of them not indexed") != std::string::npos);
  CHECK(project.run({"deps", ".", "--cycles"}).out == "2 files: about.h > round.h > about.h\n");
  CHECK(project.run({"deps", ".", "--costliest"}).out.find("shape.h") != std::string::npos);
  CHECK(project.run({"deps", ".", "--unused"}).out.find("a.cpp:2: nothing of spare.h is used; 1 files less") == 0);
  CHECK(project.run({"deps", ".", "--dot"}).out.find("\"b.cpp\" -> \"shape.h\";") != std::string::npos);
  CHECK(project.run({"deps", ".", "--json"}).json()["cycleCount"] == 1);
  CHECK(project.run({"deps", ".", "--cycles", "--unused"}).code == 2);
  CHECK(project.run({"deps", ".", "extra"}).code == 2);
}

}  // namespace cairn::test
