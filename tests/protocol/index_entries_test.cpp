// A file with several entries in the compilation database.
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/protocol/indexed_workspace.h"
#include "tests/protocol/project_folder.h"

namespace cairn::test {
namespace {

const Files kFiles = {{"api.h", "int plain();\nint special();\n"},
                      {"a.cpp",
                       "#include \"api.h\"\n"
                       "#ifdef SPECIAL\n"
                       "int call() { return special(); }\n"
                       "#else\n"
                       "int call() { return plain(); }\n"
                       "#endif\n"}};

std::string entry(const std::string& root, const std::string& flags, const std::string& object) {
  return R"({"directory":")" + root + R"(","file":"a.cpp","command":"c++ )" + flags + " -o " + object +
         R"( -c a.cpp"})";
}

void write_database(const std::string& root, const std::vector<std::string>& flags) {
  std::string json;
  for (const std::string& each : flags) {
    json += (json.empty() ? "" : ",") + entry(root, each, std::to_string(json.size()) + ".o");
  }
  std::ofstream(root + "/compile_commands.json") << "[" << json << "]";
}

}  // namespace

TEST_CASE("each different command of a file is indexed, and rows are what all of them say", "[protocol][index]") {
  const Project project(kFiles);
  write_database(project.root(), {"-DNOTHING", "-DSPECIAL", "-DNOTHING"});
  const Outcome indexed = project.run({"index", ".", "--json"});
  REQUIRE(indexed.code == 0);
  CHECK(indexed.json()["units"]["total"] == 2);
  CHECK(indexed.json()["units"]["parsed"] == 2);
  const auto calls = [&](const std::string& name) {
    return project.run({"query", ".", "callers", name, "--json"}).json()["calls"].size();
  };
  CHECK(calls("plain") == 1);
  CHECK(calls("special") == 1);
  // Without the entry that says nothing new.
  write_database(project.root(), {"-DNOTHING", "-DSPECIAL"});
  CHECK(project.run({"index", ".", "--json"}).json()["units"]["parsed"] == 0);
  // What only an entry said that is gone goes with it.
  write_database(project.root(), {"-DNOTHING"});
  const Outcome again = project.run({"index", ".", "--json"});
  CHECK(again.json()["units"]["total"] == 1);
  CHECK(again.json()["units"]["parsed"] == 0);
  CHECK(calls("plain") == 1);
  CHECK(calls("special") == 0);
}

TEST_CASE("a server indexes all entries of a file, and parses the open file as the first one says",
          "[protocol][index]") {
  IndexedWorkspace fixture(kFiles);
  write_database(fixture.root(), {"-DSPECIAL", "-DNOTHING"});
  fixture.start_indexed();
  CHECK(fixture.request("$/indexStatus", nullptr)["units"]["total"] == 2);
  fixture.open("api.h");
  fixture.open("a.cpp");
  CHECK(fixture.diagnostics("a.cpp", 1).empty());
  CHECK(IndexedWorkspace::places(fixture.references_at("api.h", 0, 4)) == "a.cpp:4:20 api.h:0:4");
  CHECK(IndexedWorkspace::places(fixture.references_at("api.h", 1, 4)) == "a.cpp:2:20 api.h:1:4");
  CHECK(fixture.marks().empty());
  // The branch that the first entry takes has names for the worker, the other has none.
  CHECK(fixture.ask("textDocument/definition", "a.cpp", 2, 5) == "a.cpp:2:4");
  const Json other = fixture.request("textDocument/hover", fixture.at("a.cpp", 4, 21));
  CHECK(other.is_null());
}

}  // namespace cairn::test
