#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "core/project/compilation_database.h"
#include "tests/support/temp_dir.h"

namespace cairn::project {
namespace {

using Words = std::vector<std::string>;

// Writes an empty database whose modification time is `seconds` after the epoch.
std::string database(const test::TempDir& dir, std::string_view folder, std::time_t seconds) {
  const std::string path = dir.write(std::string(folder) + "/compile_commands.json", "[]");
  const std::array<timespec, 2> times = {timespec{seconds, 0}, timespec{seconds, 0}};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times.data(), 0) == 0);
  return path;
}

bool has(const CompileCommand& command, const std::string& argument) {
  return std::find(command.arguments.begin(), command.arguments.end(), argument) != command.arguments.end();
}

TEST_CASE("a database in the root is taken before all others", "[project]") {
  const test::TempDir dir;
  database(dir, "build", 2000);
  const std::string root = database(dir, ".", 1000);
  CHECK(find_compilation_database(dir.path()) == dir.file("compile_commands.json"));
  CHECK(root.ends_with("compile_commands.json"));
}

TEST_CASE("a symbolic link to a database is followed", "[project]") {
  const test::TempDir dir;
  const std::string target = database(dir, "elsewhere", 1000);
  REQUIRE(::symlink(target.c_str(), dir.file("compile_commands.json").c_str()) == 0);
  CHECK(find_compilation_database(dir.path()) == dir.file("compile_commands.json"));
}

TEST_CASE("a dangling symbolic link is no database", "[project]") {
  const test::TempDir dir;
  REQUIRE(::symlink("gone.json", dir.file("compile_commands.json").c_str()) == 0);
  CHECK(find_compilation_database(dir.path()).empty());
}

TEST_CASE("build folders come in the order build, build*, out, out*", "[project]") {
  const test::TempDir dir;
  const std::string out_x = database(dir, "out-x", 5000);
  CHECK(find_compilation_database(dir.path()) == out_x);
  const std::string out = database(dir, "out", 4000);
  CHECK(find_compilation_database(dir.path()) == out);
  const std::string build_x = database(dir, "build-x", 3000);
  CHECK(find_compilation_database(dir.path()) == build_x);
  const std::string build = database(dir, "build", 2000);
  CHECK(find_compilation_database(dir.path()) == build);
}

TEST_CASE("among equal build folders the newest database is taken", "[project]") {
  const test::TempDir dir;
  database(dir, "build-a", 1000);
  const std::string newest = database(dir, "build-b", 3000);
  database(dir, "build-c", 2000);
  CHECK(find_compilation_database(dir.path()) == newest);
}

TEST_CASE("a database one level down is taken before one two levels down", "[project]") {
  const test::TempDir dir;
  const std::string deep = database(dir, "build/debug", 9000);
  CHECK(find_compilation_database(dir.path()) == deep);
  const std::string shallow = database(dir, "out", 1000);
  CHECK(find_compilation_database(dir.path()) == shallow);
}

TEST_CASE("other folders and a missing root have no database", "[project]") {
  const test::TempDir dir;
  database(dir, "source", 1000);
  database(dir, "build/a/b", 1000);
  CHECK(find_compilation_database(dir.path()).empty());
  CHECK(find_compilation_database(dir.file("missing")).empty());
}

TEST_CASE("fallback flags set the language, a standard and the usual include folders", "[project]") {
  const test::TempDir dir;
  const CompileCommand command = fallback_command(dir.path(), dir.file("lib/a.cpp"), {});
  CHECK(command.source == CommandSource::kFallback);
  CHECK(command.directory == dir.path());
  CHECK(command.arguments == Words{"-xc++", "-std=gnu++20", "-I" + dir.path(), "-I" + dir.file("include"),
                                   "-I" + dir.file("src"), "-I" + dir.file("lib")});
  CHECK(has(fallback_command(dir.path(), dir.file("a.c"), {}), "-std=gnu17"));
}

TEST_CASE("the user's flags come last, so that they win", "[project]") {
  const test::TempDir dir;
  CHECK(fallback_command(dir.path(), dir.file("a.cpp"), {"-std=c++17"}).arguments.back() == "-std=c++17");
}

TEST_CASE("a header without a database is C if C and no C++ stands beside it", "[project]") {
  const test::TempDir dir;
  dir.write("c/a.c", "");
  dir.write("mixed/a.c", "");
  dir.write("mixed/b.cpp", "");
  CHECK(has(fallback_command(dir.path(), dir.file("c/x.h"), {}), "-xc"));
  CHECK(has(fallback_command(dir.path(), dir.file("mixed/x.h"), {}), "-xc++"));
  CHECK(has(fallback_command(dir.path(), dir.file("c/x.hpp"), {}), "-xc++"));
  CHECK(has(fallback_command(dir.path(), dir.file("c/x.h"), {}), "-Wno-pragma-once-outside-header"));
}

TEST_CASE("a header in a folder without sources follows src, then the root", "[project]") {
  const test::TempDir dir;
  dir.write("include/x.h", "");
  CHECK(has(fallback_command(dir.path(), dir.file("include/x.h"), {}), "-xc++"));
  dir.write("main.c", "");
  CHECK(has(fallback_command(dir.path(), dir.file("include/x.h"), {}), "-xc"));
  dir.write("src/a.cc", "");
  CHECK(has(fallback_command(dir.path(), dir.file("include/x.h"), {}), "-xc++"));
}

TEST_CASE("a file outside every workspace is compiled in its own folder", "[project]") {
  const test::TempDir dir;
  const CompileCommand command = fallback_command("", dir.file("x/a.c"), {});
  CHECK(command.directory == dir.file("x"));
}

}  // namespace
}  // namespace cairn::project
