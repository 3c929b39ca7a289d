// An index that is copied with its workspace serves the copy.
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/protocol/project_folder.h"

namespace cairn::test {
namespace {

void write_database(const std::string& root) {
  const Json arguments = {"c++", "-I" + root + "/include", "-DHERE=\"" + root + "/data\"", "-c", root + "/src/a.cpp"};
  const Json entry = {{"directory", root + "/build"}, {"file", root + "/src/a.cpp"}, {"arguments", arguments}};
  const Json other = {{"directory", root + "/build"}, {"file", root + "/src/b.cpp"}, {"arguments", arguments}};
  std::ofstream(root + "/compile_commands.json") << Json::array({entry, other}).dump();
}

}  // namespace

TEST_CASE("an index copied with its workspace needs no parse and answers with the new paths", "[protocol][index]") {
  const Project project(
      {{"include/shape.h", "struct Shape { int area() const; };\nstatic inline int unit() { return 1; }\n"},
       {"src/a.cpp", "#include <shape.h>\nint Shape::area() const { return unit(); }\n"},
       {"src/b.cpp", "#include <shape.h>\nint use(const Shape& shape) { return shape.area() + unit(); }\n"},
       {"build/made.txt", ""}});
  write_database(project.root());
  const std::string cache = project.folder().file("one");
  const Outcome first = project.run({"index", ".", "--json", "--cache-dir=" + cache});
  INFO(first.err);
  REQUIRE(first.code == 0);
  REQUIRE(first.json()["units"]["parsed"] == 2);
  const std::string rows = project.run({"doctor", ".", "--dump-rows", "--cache-dir=" + cache}).out;

  // Elsewhere, and deeper; as a build that was configured there would have it.
  const std::string copy = project.folder().file("elsewhere/and/deeper");
  const std::string moved = project.folder().file("two");
  std::filesystem::create_directories(copy);
  std::filesystem::copy(project.root(), copy, std::filesystem::copy_options::recursive);
  std::filesystem::copy(cache, moved, std::filesystem::copy_options::recursive);
  write_database(copy);
  std::filesystem::remove_all(project.root() + "/src");  // nothing may be taken from there
  std::filesystem::remove_all(project.root() + "/include");

  const Outcome again = project.run({"index", copy, "--json", "--cache-dir=" + moved});
  INFO(again.err);
  REQUIRE(again.code == 0);
  CHECK(again.json()["units"]["parsed"] == 0);
  CHECK(again.json()["units"]["done"] == 2);
  CHECK(again.json()["scanned"] == 0);
  const Json found = project.run({"query", copy, "references", "unit", "--json", "--cache-dir=" + moved}).json();
  CHECK(found["complete"] == true);
  CHECK(found["stale"] == false);
  REQUIRE(found["places"].size() == 3);
  CHECK(found["places"][0]["path"] == copy + "/include/shape.h");
  CHECK(found["places"][2]["path"] == copy + "/src/b.cpp");
  CHECK(project.run({"doctor", copy, "--dump-rows", "--cache-dir=" + moved}).out == rows);
}

}  // namespace cairn::test
