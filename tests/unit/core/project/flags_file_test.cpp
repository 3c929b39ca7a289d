#include "core/project/flags_file.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::project {
namespace {

using Words = std::vector<std::string>;

CompileCommand command_of(const test::TempDir& dir, const std::string& name) {
  const auto command = flags_file_command(dir.path(), dir.file(name));
  REQUIRE(command);
  return *command;
}

TEST_CASE("a flags file gives every line as one option, in its own folder", "[project]") {
  const test::TempDir dir;
  const std::string flags = dir.write("compile_flags.txt", "-DNAME=a b\r\n\n  -Iinclude  \n-std=c++17");
  const CompileCommand command = command_of(dir, "src/a.cpp");
  CHECK(command.source == CommandSource::kFlagsFile);
  CHECK(command.directory == dir.path());
  CHECK(command.reason == flags);
  CHECK(command.arguments == Words{"-xc++", "-DNAME=a b", "-Iinclude", "-std=c++17"});
}

TEST_CASE("of several flags files the nearest alone counts", "[project]") {
  const test::TempDir dir;
  dir.write("compile_flags.txt", "-DOUTER\n");
  dir.write("a/compile_flags.txt", "-DINNER\n");
  CHECK(command_of(dir, "a/b/x.cpp").arguments == Words{"-xc++", "-DINNER"});
  CHECK(command_of(dir, "c/x.cpp").arguments == Words{"-xc++", "-DOUTER"});
}

TEST_CASE("flags files above the workspace root are not looked at, without a root all are", "[project]") {
  const test::TempDir dir;
  dir.write("compile_flags.txt", "-DABOVE\n");
  CHECK_FALSE(flags_file_command(dir.file("root"), dir.file("root/a.c")));
  CHECK(flags_file_command("", dir.file("root/a.c")));
  CHECK(flags_file_places("/r", "/r/a/x.c") == Words{"/r/a/compile_flags.txt", "/r/compile_flags.txt"});
  CHECK(flags_file_places("", "/x.c") == Words{"/compile_flags.txt"});
}

TEST_CASE("a header's language is the one that the flags name", "[project]") {
  const test::TempDir dir;
  dir.write("a.c", "");
  dir.write("compile_flags.txt", "-std=c++20\n");
  CHECK(command_of(dir, "x.h").arguments.front() == "-xc++");
  CHECK(command_of(dir, "x.c").arguments == Words{"-xc"});
  dir.write("compile_flags.txt", "-xc++\n");
  CHECK(command_of(dir, "x.c").arguments == Words{"-xc++"});
  dir.write("compile_flags.txt", "-DX\n");
  CHECK(command_of(dir, "x.h").arguments.front() == "-xc");
}

TEST_CASE("a flags file that cannot be read is passed over", "[project]") {
  const test::TempDir dir;
  dir.write("compile_flags.txt", "-DOUTER\n");
  dir.write("a/compile_flags.txt/oops", "");
  CHECK(command_of(dir, "a/x.cpp").arguments == Words{"-xc++", "-DOUTER"});
}

}  // namespace
}  // namespace cairn::project
