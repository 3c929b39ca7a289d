// `cairn query` says what its answer is worth: how far the index is, whoever keeps it.
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "platform/proc/spawn.h"
#include "tests/protocol/indexed_workspace.h"
#include "tests/protocol/project_folder.h"

namespace cairn::test {
namespace {

const Files kFiles = {{"shape.h", "int area(int side);\n"},
                      {"shape.cpp", "#include \"shape.h\"\nint area(int side) { return side * side; }\n"},
                      {"use.cpp", "#include \"shape.h\"\nint twice(int side) { return 2 * area(side); }\n"}};

Project indexable() { return Project(kFiles, {{"shape.cpp", {}}, {"use.cpp", {}}}); }

Json references(const Project& project) { return project.run({"query", ".", "references", "area", "--json"}).json(); }
// Nobody waits for units with this one.
Json callees(const Project& project) { return project.run({"query", ".", "callees", "twice", "--json"}).json(); }

}  // namespace

TEST_CASE("query of an index that was never made says so as JSON too", "[protocol][index]") {
  const Project project = indexable();
  const Outcome outcome = project.run({"query", ".", "callees", "twice", "--json"});
  CHECK(outcome.code == 1);
  CHECK(outcome.json()["complete"] == false);
  CHECK(outcome.json()["limit"].get<std::string>().find("cairn index " + project.root()) != std::string::npos);
  CHECK(outcome.err.find("cairn index") != std::string::npos);
}

TEST_CASE("query of an index without units is not complete", "[protocol][index]") {
  const Project project = indexable();
  REQUIRE(project.run({"index", ".", "--lexical"}).code == 0);
  const Json found = callees(project);
  CHECK(found["complete"] == false);
  CHECK(found["pendingUnits"] == 2);
  CHECK(found["limit"] == "none of 2 units is indexed");
  const Outcome text = project.run({"query", ".", "callees", "twice"});
  CHECK(text.err.find("there may be more: none of 2 units is indexed; to index it: cairn index") != std::string::npos);
  // What macros make is known from units only; what a file spells is not.
  CHECK(project.run({"query", ".", "symbol", "area", "--json"}).json()["complete"] == false);
  CHECK(project.run({"query", ".", "mentions", "area", "--json"}).json()["complete"] == true);
}

TEST_CASE("query is complete once all is indexed, until a file changes", "[protocol][index]") {
  const Project project = indexable();
  REQUIRE(project.run({"index", "."}).code == 0);
  Json found = references(project);
  CHECK(found["complete"] == true);
  CHECK(found["pendingUnits"] == 0);
  CHECK_FALSE(found.contains("limit"));
  CHECK(found["places"].size() == 3);
  std::ofstream(project.path("use.cpp")) << "#include \"shape.h\"\nint thrice(int side) { return area(3 * side); }\n";
  found = callees(project);
  CHECK(found["complete"] == false);
  CHECK(found["pendingUnits"] == 1);
  CHECK(found["limit"] == "1 of 2 units are not indexed yet");
  CHECK(project.run({"query", ".", "mentions", "area", "--json"}).json()["complete"] == false);
  // The same bytes as before, with another time: nothing is missing.
  std::ofstream(project.path("use.cpp")) << kFiles.at("use.cpp");
  CHECK(callees(project)["complete"] == true);
  CHECK(project.run({"query", ".", "mentions", "area", "--json"}).json()["complete"] == true);
}

TEST_CASE("references asked of an index that was never made are exact, by the units that may have them",
          "[protocol][index]") {
  Files files = kFiles;
  files["far.cpp"] = "int far() { return 1; }\n";
  const Project project(files, {{"shape.cpp", {}}, {"use.cpp", {}}, {"far.cpp", {}}});
  Json found = references(project);
  CHECK(found["complete"] == true);
  CHECK(found["places"].size() == 3);
  CHECK(found["pendingUnits"] == 1);  // far.cpp
  std::ofstream(project.path("use.cpp")) << "#include \"shape.h\"\nint none() { return 0; }\n";
  found = references(project);
  CHECK(found["complete"] == true);
  CHECK(found["places"].size() == 2);
  // At a place that nothing is known of yet.
  const Json place = project.run({"query", ".", "callers", "far.cpp:1:5", "--json"}).json();
  CHECK(place["complete"] == true);
  CHECK(place["pendingUnits"] == 0);
}

TEST_CASE("query counts new files and those that clang could not read", "[protocol][index]") {
  const Project project(
      {{"good.cpp", "int good() { return 1; }\n"}, {"bad.cpp", "int good();\nint worse() { return good(} }\n"}},
      {{"good.cpp", {}}, {"bad.cpp", {}}});
  REQUIRE(project.run({"index", "."}).code == 0);
  const Json found = project.run({"query", ".", "references", "good", "--json"}).json();
  CHECK(found["complete"] == false);
  CHECK(found["pendingUnits"] == 0);
  CHECK(found["limit"] == "1 of 2 units could not be read completely");
  std::ofstream(project.path("new.h")) << "int good();\n";
  const Json files = project.run({"query", ".", "mentions", "good", "--json"}).json();
  CHECK(files["complete"] == false);
  CHECK(files["limit"] == "files that are new or changed since they were looked at: 1");
}

TEST_CASE("query without a compilation database says that only names are indexed", "[protocol][index]") {
  const Project project(kFiles);
  REQUIRE(project.run({"index", ".", "--lexical"}).code == 0);
  const Json found = references(project);
  CHECK(found["complete"] == false);
  CHECK(found["limit"] == "there is no compilation database: only names are indexed");
}

TEST_CASE("query tells the same while a server keeps the index", "[protocol][index]") {
  IndexedWorkspace fixture(kFiles);
  fixture.start_indexed();
  const auto ask = [&] {
    const std::string out = fixture.root() + "/../asked.json";
    const base::UniqueFd file(open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    proc::SpawnOptions options;
    options.argv = {ServerFixture::server(), "query", fixture.root(), "references", "area", "--json"};
    options.set_env = {{"XDG_CACHE_HOME", fixture.cache_home()}};
    options.stdout_fd = file.get();
    auto child = must(proc::ChildProcess::spawn(options));
    child.wait();
    return Json::parse(contents(out));
  };
  CHECK(ask()["complete"] == true);
  CHECK(ask()["places"].size() == 3);
  // Changed behind the server's back, and not told: what it wrote is no longer all.
  std::ofstream(fixture.path("use.cpp")) << "#include \"shape.h\"\nint none() { return 0; }\n";
  const Json found = ask();
  CHECK((found["complete"] == false || found["places"].size() == 2));  // or the server has seen it already
}

}  // namespace cairn::test
