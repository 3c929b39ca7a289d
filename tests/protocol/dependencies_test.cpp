// Who includes whom: `$/includeHierarchy`, the code lens of headers, `$/dependencies` and `cairn deps`.
#include <fstream>

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

namespace {

// app reads json 3.10 by way of left.h and 3.11 by way of right.h; both are kept in the tree.
Files two_versions() {
  const std::string script = "project(json VERSION ";
  return {{"third/json-3.10/CMakeLists.txt", "# a copy\n" + script + "3.10.2)\n"},
          {"third/json-3.10/json/json.h", "#pragma once\nint json_10();\n"},
          {"third/json-3.11/CMakeLists.txt", script + "3.11.1)\n"},
          {"third/json-3.11/json/json.h", "#pragma once\nint json_11();\n"},
          {"left.h", "#pragma once\n#include \"third/json-3.10/json/json.h\"\n"},
          {"right.h", "#pragma once\n#include \"third/json-3.11/json/json.h\"\n"},
          {"left.cpp", "#include \"left.h\"\nint left() { return json_10(); }\n"},
          {"main.cpp", "#include \"right.h\"\nint main() { return json_11(); }\n"},
          {"Cargo.lock",
           "[[package]]\nname = \"serde\"\nversion = \"1.0.1\"\nsource = \"registry+https://crates.invalid\"\n"}};
}

// The objects tell that both sources are of the target app.
Json database(const std::string& root) {
  Json entries = Json::array();
  for (const std::string& name : {std::string("left.cpp"), std::string("main.cpp")}) {
    entries.push_back({{"directory", root},
                       {"file", root + "/" + name},
                       {"arguments", {"g++", "-c", root + "/" + name, "-o", "CMakeFiles/app.dir/" + name + ".o"}}});
  }
  return entries;
}

Json diagnostics_of(IndexedWorkspace& workspace, const std::string& name) {
  for (;;) {
    const Json notification = must(workspace.client().wait_notification("textDocument/publishDiagnostics"));
    if (notification["uri"] == workspace.uri(name)) return notification["diagnostics"];
  }
}

}  // namespace

TEST_CASE("an include is not unused that says what a system's header is to declare", "[protocol][index]") {
  const Project project({{"features.h", "#ifndef FEATURES_H\n#define FEATURES_H\n#define WANTS_MORE 1\n#endif\n"},
                         {"late.h", "#pragma once\n#include \"features.h\"\nint late();\n"},
                         {"spare.h", "#pragma once\nint spare();\n"},
                         {"a.cpp",
                          "#include \"features.h\"\n#include <sys.h>\n#include \"late.h\"\n"
                          "#include \"spare.h\"\nint one() { return more() + late(); }\n"}},
                        {{"a.cpp", {"-I../sys"}}});
  project.folder().write("sys/sys.h", "#pragma once\n#ifdef WANTS_MORE\nint more();\n#endif\n");
  REQUIRE(project.run({"index", "."}).code == 0);
  const std::string text = project.run({"deps", ".", "--unused"}).out;
  CHECK(text.find("nothing of spare.h is used") != std::string::npos);
  CHECK(text.find("nothing of features.h") == std::string::npos);
}

TEST_CASE("two versions of one package in a target are told with the includes that lead to them", "[protocol][index]") {
  const Project project(two_versions(), {{"left.cpp", {}}, {"main.cpp", {}}});
  std::ofstream(project.path("compile_commands.json")) << database(project.root()).dump();
  REQUIRE(project.run({"index", "."}).code == 0);
  const std::string text = project.run({"deps", ".", "--packages"}).out;
  CHECK(text.find(
            "2 versions of json reach app:\n"
            "  3.10.2 (third/json-3.10/CMakeLists.txt:2): left.cpp:1 > left.h:2 > third/json-3.10/json/json.h\n"
            "  3.11.1 (third/json-3.11/CMakeLists.txt:1): main.cpp:1 > right.h:2 > third/json-3.11/json/json.h\n") !=
        std::string::npos);
  CHECK(text.find("Cargo.lock:\n     2 cargo resolved serde 1.0.1\n") == 0);
  CHECK(project.run({"deps", "."}).out.find("2 versions of json reach app:") != std::string::npos);
  CHECK(project.run({"deps", ".", "--packages", "--dot"}).out.find("\"json 3.10.2\" [fontcolor=red];") !=
        std::string::npos);
  const Json json = project.run({"deps", ".", "--packages", "--json"}).json();
  CHECK(json["conflictCount"] == 1);
  CHECK(json["packageCount"] == 3);
  REQUIRE(json["conflicts"][0]["versions"].size() == 2);
  CHECK(json["conflicts"][0]["target"] == "app");
  CHECK(json["conflicts"][0]["versions"][0]["line"] == 1);
  CHECK(json["conflicts"][0]["versions"][1]["chain"].size() == 3);
}

TEST_CASE("a manifest is told of versions that collide, and a lock file that it is half-written", "[protocol][index]") {
  IndexedWorkspace workspace(two_versions());
  std::ofstream(workspace.path("compile_commands.json")) << database(workspace.root()).dump();
  workspace.start_marked();
  const Json found = diagnostics_of(workspace, "third/json-3.11/CMakeLists.txt");
  REQUIRE(found.size() == 1);
  CHECK(found[0]["code"] == "package-version-conflict");
  CHECK(found[0]["range"]["start"]["line"] == 0);
  CHECK(found[0]["message"] ==
        "json 3.11.1 is not the only version that reaches app: main.cpp:1 > right.h:2 > third/json-3.11/json/json.h; "
        "3.10.2 (third/json-3.10/CMakeLists.txt:2): left.cpp:1 > left.h:2 > third/json-3.10/json/json.h");
  const Json all = workspace.request("$/dependencies", {{"limit", 1}});
  CHECK(all["packages"]["conflictCount"] == 1);
  CHECK(all["packages"]["packages"].size() == 1);
  CHECK(all["packages"]["packageCount"] == 3);
  std::ofstream(workspace.path("Cargo.lock")) << "[[package]]\nname = \"ser";
  const Json broken = diagnostics_of(workspace, "Cargo.lock");
  REQUIRE(broken.size() == 1);
  CHECK(broken[0]["code"] == "manifest-broken");
  CHECK(broken[0]["range"]["start"]["line"] == 1);
  std::ofstream(workspace.path("Cargo.lock")) << "version = 3\n";
  CHECK(diagnostics_of(workspace, "Cargo.lock").empty());
  // The other copy goes, and with it the conflict.
  workspace.save("left.h", "#pragma once\nint json_10();\n");
  CHECK(diagnostics_of(workspace, "third/json-3.11/CMakeLists.txt").empty());
}

}  // namespace cairn::test
