#include "core/project/build_steps.h"

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "core/project/cmake_reply.h"
#include "core/project/ninja_log.h"
#include "tests/support/temp_dir.h"

namespace cairn::project {
namespace {

void write(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << text;
}

// A reply in the form of CMake 3.25, of a library and a program that is linked with it.
void write_reply(const std::string& build, const std::string& source) {
  const std::string folder = build + "/.cmake/api/v1/reply/";
  write(folder + "index-2020-01-01T00-00-00-0000.json", "{ old and cut");
  write(folder + "index-2021-01-01T00-00-00-0000.json", R"({"objects": [{"kind": "cache", "version": {"major": 2}},
    {"kind": "codemodel", "version": {"major": 2, "minor": 4}, "jsonFile": "codemodel.json"}]})");
  write(folder + "codemodel.json", R"({"paths": {"source": ")" + source + R"(", "build": ")" + build + R"("},
    "configurations": [{"targets": [{"id": "lib::@1", "name": "lib", "jsonFile": "lib.json"},
                                    {"id": "tool::@1", "name": "tool", "jsonFile": "tool.json"}]}]})");
  write(folder + "lib.json", R"({"name": "lib", "type": "STATIC_LIBRARY",
    "sources": [{"path": "lib/a.cc", "compileGroupIndex": 0}, {"path": "lib/a.h"}]})");
  write(folder + "tool.json",
        R"({"name": "tool", "type": "EXECUTABLE", "dependencies": [{"id": "lib::@1"}, {"id": "?"}],
    "sources": [{"path": "tool/main.cc", "compileGroupIndex": 0}, {"path": "lib/a.cc", "compileGroupIndex": 0}]})");
}

std::shared_ptr<const CompilationDatabase> database(const std::string& directory, const std::string& entries) {
  return CompilationDatabase::parse("[" + entries + "]", directory).value();
}

std::string entry(const std::string& directory, const std::string& file, const std::string& command) {
  return R"({"directory": ")" + directory + R"(", "file": ")" + file + R"(", "command": ")" + command + R"("})";
}

// "name/kind …"
std::string shown(const BuildSteps& steps, const BuildStep& step) {
  std::string text;
  for (const std::uint32_t target : step.targets) {
    const BuildTarget& each = steps.targets()[target];
    text += (text.empty() ? "" : " ") + each.name + "/" + each.kind;
  }
  return text;
}

}  // namespace

TEST_CASE("the object of a command is what stands behind its last -o", "[project]") {
  CHECK(object_of({"cc", "-c", "a.c", "-o", "a.o"}) == "a.o");
  CHECK(object_of({"cc", "-oa.o", "a.c"}) == "a.o");
  CHECK(object_of({"cc", "--output=x/a.o", "-o", "b.o"}) == "b.o");
  CHECK(object_of({"cc", "-c", "a.c"}).empty());
  CHECK(object_of({"cc", "-o"}).empty());
  CHECK(object_of({}).empty());
}

TEST_CASE("CMake's object folders name the target", "[project]") {
  CHECK(cmake_target_of("CMakeFiles/lib.dir/src/a.cc.o") == "lib");
  CHECK(cmake_target_of("/b/sub/CMakeFiles/my-lib.dir/a.o") == "my-lib");
  CHECK(cmake_target_of("src/a.o").empty());
  CHECK(cmake_target_of("CMakeFiles/lib.dir").empty());
  CHECK(cmake_target_of("XCMakeFiles/lib.dir/a.o").empty());
}

TEST_CASE("targets come from CMake's reply, with what they need", "[project]") {
  const test::TempDir folder;
  write_reply(folder.file("build"), folder.path());
  const auto read = read_cmake_reply(folder.file("build"));
  REQUIRE(read);
  REQUIRE(read->size() == 2);
  CHECK((*read)[0].sources == std::vector<std::string>{folder.file("lib/a.cc")});
  const std::string build = folder.file("build");
  const auto known =
      database(build, entry(build, folder.file("lib/a.cc"), "g++ -c a.cc") + "," +
                          entry(build, folder.file("tool/main.cc"), "g++ -o CMakeFiles/tool.dir/main.o"));
  BuildSteps steps(*known, build, folder.path());
  CHECK(shown(steps, steps.step_of(folder.file("lib/a.cc"), 0)) == "lib/static library tool/executable");
  const BuildStep step = steps.step_of(folder.file("tool/main.cc"), 0);
  CHECK(shown(steps, step) == "tool/executable");
  CHECK(step.object == build + "/CMakeFiles/tool.dir/main.o");
  CHECK(steps.targets()[1].needs == std::vector<std::uint32_t>{0});
  CHECK(steps.problems().empty());
}

TEST_CASE("without a reply object folders count, then the source's folder", "[project]") {
  const test::TempDir folder;
  const auto known = database(folder.path(), entry(folder.path(), "src/a.c", "cc -c src/a.c -o CMakeFiles/x.dir/a.o") +
                                                 "," + entry(folder.path(), "src/b.c", "cc -c src/b.c -o b.o") + "," +
                                                 entry(folder.path(), "c.c", "cc -c c.c"));
  BuildSteps steps(*known, folder.path(), folder.path());
  CHECK(shown(steps, steps.step_of(folder.file("src/a.c"), 0)) == "x/");
  CHECK(shown(steps, steps.step_of(folder.file("src/b.c"), 0)) == "src/folder");
  CHECK(shown(steps, steps.step_of(folder.file("c.c"), 0)) == "./folder");
}

TEST_CASE("a reply that cannot be used is told, and costs no answer", "[project]") {
  const std::string damage =
      GENERATE(R"({"objects": [{"kind": "codemodel", "version": {"major": 2}, "jsonFile": "../x"}]})",
               R"({"objects": [{"kind": "codemodel", "version": {"major": 2}, "jsonFile": "no"}]})", "{\"objects\": [",
               "[[[[", "null");
  const test::TempDir folder;
  const std::string reply = folder.file("build/.cmake/api/v1/reply/");
  write(reply + "index-1.json", damage);
  const auto read = read_cmake_reply(folder.file("build"));
  REQUIRE_FALSE(read);
  CHECK_FALSE(read.error().message.empty());
  const auto known = database(folder.path(), entry(folder.path(), "a.c", "cc -c a.c"));
  BuildSteps steps(*known, folder.file("build"), folder.path());
  CHECK(shown(steps, steps.step_of(folder.file("a.c"), 0)) == "./folder");
  CHECK(steps.problems().size() == (read.error().code == ErrorCode::kNotFound ? 0 : 1));
}

TEST_CASE("a reply nested too deep is refused", "[project]") {
  const test::TempDir folder;
  write(folder.file("build/.cmake/api/v1/reply/index-1.json"), std::string(100'000, '[') + std::string(100'000, ']'));
  const auto read = read_cmake_reply(folder.file("build"));
  REQUIRE_FALSE(read);
  CHECK(read.error().code == ErrorCode::kCorrupt);
}

TEST_CASE("ninja's log tells what each output took last", "[project]") {
  const auto times = parse_ninja_log(
      "# ninja log "
      "v5\n0\t700\t1\ta.o\tabc\n5\t25\t1\tdir/b.o\tdef\n100\t1200\t2\ta.o\tabc\nnonsense\n9\t3\t1\tback.o\tx\n"
      "1\t2\t3\thalf.o");
  REQUIRE(times);
  CHECK(times->size() == 2);
  CHECK(times->at("a.o") == 1100);
  CHECK(times->at("dir/b.o") == 20);
  CHECK_FALSE(parse_ninja_log("# ninja log v4\n"));
  CHECK_FALSE(parse_ninja_log(""));
}

TEST_CASE("a unit's build time is that of its object in the log of its folder", "[project]") {
  const test::TempDir folder;
  write(folder.file(".ninja_log"), "# ninja log v5\n0\t700\t1\ta.o\tabc\n");
  const auto known = database(folder.path(), entry(folder.path(), "a.c", "cc -c a.c -o a.o") + "," +
                                                 entry(folder.path(), "b.c", "cc -c b.c -o b.o"));
  BuildSteps steps(*known, folder.path(), folder.path());
  CHECK(steps.step_of(folder.file("a.c"), 0).build_ms == 700);
  CHECK_FALSE(steps.step_of(folder.file("b.c"), 0).build_ms);
}

}  // namespace cairn::project
