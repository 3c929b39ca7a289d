// What a change costs: `$/impact` and `cairn impact`.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/protocol/indexed_workspace.h"
#include "tests/protocol/project_folder.h"

namespace cairn::test {
namespace {

const Files kFiles = {{"shape.h", "#pragma once\nint area(int side);\n"},
                      {"more.h", "#pragma once\n#include \"shape.h\"\nint more();\n"},
                      {"a.cpp", "#include \"more.h\"\nint area(int side) { return side * side + more(); }\n"},
                      {"b.cpp", "// two\n#include \"shape.h\"\nint twice(int side) { return 2 * area(side); }\n"},
                      {"c.cpp", "int alone() { return 1; }\n"}};

Project indexable() { return Project(kFiles, {{"a.cpp", {}}, {"b.cpp", {}}, {"c.cpp", {}}}); }

// "file:line > file; …" of an answer's units, in order of names.
std::string chains(const Json& impact) {
  std::vector<std::string> lines;
  for (const Json& unit : impact["units"]) {
    std::string line;
    for (const Json& link : unit["chain"]) {
      const std::string file = link.contains("uri") ? link["uri"].get<std::string>() : link["path"].get<std::string>();
      line += (line.empty() ? "" : " > ") + file.substr(file.rfind('/') + 1);
      if (link.contains("line")) line += ":" + link["line"].dump();
    }
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "; ") + line;
  return text;
}

}  // namespace

TEST_CASE("impact tells the units that read a header, and the way", "[protocol][index]") {
  IndexedWorkspace workspace(kFiles);
  workspace.start_indexed();
  const Json impact = workspace.request("$/impact", {{"uris", {workspace.uri("shape.h")}}});
  CHECK(chains(impact) == "a.cpp:0 > more.h:1 > shape.h; b.cpp:1 > shape.h");
  CHECK(impact["unitCount"] == 2);
  CHECK(impact["allUnits"] == 3);
  CHECK(impact["inexactUnits"] == 0);
  CHECK(impact["units"][0]["exact"] == true);
  CHECK(impact["files"] == Json({workspace.uri("shape.h")}));
  CHECK(impact["targets"][0]["kind"] == "folder");
  CHECK(workspace.marks().empty());
  const Json cut = workspace.request("$/impact", {{"uris", {workspace.uri("shape.h")}}, {"limit", 1}});
  CHECK(cut["units"].size() == 1);
  CHECK(cut["unitCount"] == 2);
  const Json unknown = workspace.request("$/impact", {{"uris", {workspace.uri("nowhere.h")}}});
  CHECK(unknown["unknownFiles"] == Json({workspace.uri("nowhere.h")}));
  CHECK(unknown["unitCount"] == 0);
}

TEST_CASE("impact of a symbol is that of the files that declare it", "[protocol][index]") {
  IndexedWorkspace workspace(kFiles);
  workspace.start_indexed();
  const Json named = workspace.request("$/impact", {{"symbol", "twice"}});
  CHECK(chains(named) == "b.cpp");
  CHECK(named["units"][0]["mentions"] == true);
  workspace.open("b.cpp");
  const Json at_place = workspace.request("$/impact", workspace.at("b.cpp", 2, 36));
  CHECK(at_place["unitCount"] == 2);
  const Json without = workspace.request(
      "$/impact", {{"without", {{"includer", workspace.uri("more.h")}, {"included", workspace.uri("shape.h")}}}});
  REQUIRE(without["units"].size() == 1);
  CHECK(without["units"][0]["files"] == 1);
  CHECK_THROWS(workspace.request("$/impact", {{"symbol", "nothing_of_that_name"}}));
  CHECK_THROWS(workspace.request("$/impact", Json::object()));
  CHECK_THROWS(workspace.request("$/impact", {{"symbol", "a"}, {"uris", {workspace.uri("shape.h")}}}));
  CHECK_THROWS(workspace.request("$/impact", {{"uris", {"http://elsewhere/shape.h"}}}));
}

TEST_CASE("cairn impact says the same, and marks what is not indexed", "[protocol][index]") {
  const Project project = indexable();
  const Outcome none = project.run({"impact", ".", "shape.h"});
  CHECK(none.code == 1);
  CHECK(none.err.find("cairn index") != std::string::npos);
  REQUIRE(project.run({"index", ".", "--lexical"}).code == 0);
  Outcome outcome = project.run({"impact", ".", "shape.h", "--json"});
  CHECK(outcome.code == 0);
  CHECK(chains(outcome.json()) == "a.cpp:0 > more.h:1 > shape.h; b.cpp:1 > shape.h");
  CHECK(outcome.json()["inexactUnits"] == 3);
  CHECK(outcome.json()["units"][0]["exact"] == false);
  CHECK(outcome.err.find("3 of 3 units are not indexed") != std::string::npos);
  REQUIRE(project.run({"index", "."}).code == 0);
  outcome = project.run({"impact", ".", "shape.h", "--json"});
  CHECK(chains(outcome.json()) == "a.cpp:0 > more.h:1 > shape.h; b.cpp:1 > shape.h");
  CHECK(outcome.json()["units"][0]["exact"] == true);
  CHECK(outcome.err.empty());
  const Outcome text = project.run({"impact", ".", "shape.h"});
  CHECK(text.out.find("shape.h: 2 of 3 units") != std::string::npos);
  CHECK(text.out.find("a.cpp:1 > more.h:2 > shape.h") != std::string::npos);
  const Outcome dot = project.run({"impact", ".", "shape.h", "--dot"});
  CHECK(dot.out.find("\"more.h\" -> \"shape.h\";") != std::string::npos);
  CHECK(project.run({"impact", ".", "twice", "--json"}).json()["unitCount"] == 1);
  CHECK(project.run({"impact", ".", "b.cpp:3:5", "--json"}).json()["unitCount"] == 1);
  CHECK(project.run({"impact", ".", "no_such_thing"}).code == 1);
  const Outcome without = project.run({"impact", ".", "more.h", "--without", "shape.h"});
  CHECK(without.out.find("1 units read less") != std::string::npos);
  CHECK(project.run({"impact", ".", "c.cpp", "--without", "shape.h"}).code == 1);
  CHECK(project.run({"impact", "."}).code == 2);
}

TEST_CASE("cairn impact takes what differs from a commit", "[protocol][index]") {
  const Project project = indexable();
  const std::string git = "git -C '" + project.root() + "' -c user.name=a -c user.email=a@example.invalid ";
  if (std::system("git --version >/dev/null 2>&1") != 0) return;
  REQUIRE(std::system((git + "init -q && " + git + "add -A && " + git + "commit -q -m one").c_str()) == 0);
  REQUIRE(project.run({"index", "."}).code == 0);
  CHECK(project.run({"impact", ".", "--git", "HEAD", "--json"}).json()["unitCount"] == 0);
  std::ofstream(project.path("c.cpp")) << "int alone() { return 2; }\n";
  std::ofstream(project.path("notes.txt")) << "not a source\n";
  const Json impact = project.run({"impact", ".", "--git", "HEAD", "--json"}).json();
  CHECK(chains(impact) == "c.cpp");
  CHECK(project.run({"impact", ".", "--git", "no_such_commit"}).code == 1);
  CHECK(project.run({"impact", ".", "--git", "--output=x"}).code == 1);
  CHECK_FALSE(std::filesystem::exists(project.path("x")));
}

}  // namespace cairn::test
