#include "core/project/driver_query.h"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "platform/fs/file.h"
#include "tests/support/temp_dir.h"

namespace cairn::project {
namespace {

using Words = std::vector<std::string>;

constexpr const char* kGccOutput =
    "Using built-in specs.\nTarget: x86_64-linux-gnu\nignoring nonexistent directory \"/x\"\n"
    "#include \"...\" search starts here:\n#include <...> search starts here:\n"
    " /opt/tc/lib/gcc/12/include\n /opt/tc/lib/gcc/12/../../../include\nEnd of search list.\nTarget: avr\n";

// A compiler that leaves the file `mark` with its arguments and says `output`.
std::string fake_driver(const test::TempDir& dir, const std::string& name, const std::string& output = kGccOutput) {
  const std::string path = dir.write(name,
                                     "#!/bin/sh\n[ \"$1\" = -E ] || { echo /opt/tc/lib/gcc/12/include; exit 0; }\n"
                                     "echo \"$PWD $LC_ALL $*\" >> '" +
                                         dir.file("mark") + "'\ncat >&2 <<'END'\n" + output + "END\n");
  REQUIRE(::chmod(path.c_str(), 0700) == 0);
  return path;
}

bool was_run(const test::TempDir& dir) { return std::filesystem::exists(dir.file("mark")); }

std::string mark_of(const test::TempDir& dir) {
  const auto text = fs::read_file(dir.file("mark"), 10000);
  return text ? *text : text.error().message;
}

DriverTable query(const std::string& program, const std::string& globs, Words* warnings_out = nullptr) {
  Words warnings;
  DriverTable table = query_drivers({DriverCall{program, "c++", {}}}, {globs}, warnings, {});
  if (warnings_out != nullptr) *warnings_out = warnings;
  return table;
}

TEST_CASE("a star of a glob matches no slash and two stars do", "[project]") {
  CHECK(matches_glob("/usr/bin/gcc", "/usr/bin/gcc"));
  CHECK_FALSE(matches_glob("/usr/bin/gcc", "/usr/bin/gcc-12"));
  CHECK(matches_glob("/usr/bin/*gcc*", "/usr/bin/gcc"));
  CHECK(matches_glob("/usr/bin/arm-*-g++", "/usr/bin/arm-none-eabi-g++"));
  CHECK_FALSE(matches_glob("/usr/*", "/usr/bin/gcc"));
  CHECK(matches_glob("/usr/**", "/usr/bin/gcc"));
  CHECK(matches_glob("/**/gcc", "/a/b/gcc"));
  CHECK(matches_glob("**", ""));
  CHECK_FALSE(matches_glob("", "/a"));
  CHECK_FALSE(matches_glob("/a.c", "/abc"));
}

TEST_CASE("what a driver says is read as folders and a target that clang has", "[project]") {
  const auto answer = parse_driver_output(kGccOutput);
  REQUIRE(answer);
  CHECK(answer->system_includes == Words{"/opt/tc/lib/gcc/12/include", "/opt/tc/lib/gcc/12/../../../include"});
  CHECK(answer->target == "x86_64-linux-gnu");
  const auto unknown =
      parse_driver_output("Target: tricore-elf\n#include <...> search starts here:\nEnd of search list.");
  REQUIRE(unknown);
  CHECK(unknown->target.empty());
}

TEST_CASE("a driver's output without a complete list is refused", "[project]") {
  CHECK_FALSE(parse_driver_output(""));
  CHECK_FALSE(parse_driver_output("#include <...> search starts here:\n /a\n"));
  CHECK_FALSE(parse_driver_output("End of search list.\n"));
}

TEST_CASE("an allowed driver is run in the root folder and the C locale, without its own headers", "[project]") {
  const test::TempDir dir;
  const std::string driver = fake_driver(dir, "bin/g++");
  const DriverTable table = query(driver, dir.file("bin/*"));
  REQUIRE(table.size() == 1);
  CHECK(table.begin()->second.system_includes == Words{"/opt/tc/lib/gcc/12/../../../include"});
  CHECK(mark_of(dir) == "/ C -E -v -x c++ /dev/null\n");
}

TEST_CASE("a driver that no glob matches is not run", "[project]") {
  const test::TempDir dir;
  const std::string driver = fake_driver(dir, "bin/g++");
  CHECK(query(driver, "/usr/bin/*").empty());
  CHECK(query(dir.path() + "/allowed/../bin/g++", dir.file("allowed/**")).empty());
  CHECK_FALSE(was_run(dir));
}

TEST_CASE("a link to an allowed file is allowed, and the file itself is run", "[project]") {
  const test::TempDir dir;
  fake_driver(dir, "bin/g++");
  std::filesystem::create_symlink(dir.file("bin/g++"), dir.file("link"));
  CHECK(query(dir.file("link"), dir.file("bin/*")).size() == 1);
}

TEST_CASE("an allowed link may lead anywhere", "[project]") {
  const test::TempDir dir;
  fake_driver(dir, "versions/12/g++");
  std::filesystem::create_directory(dir.file("bin"));
  std::filesystem::create_symlink(dir.file("versions/12/g++"), dir.file("bin/g++"));
  CHECK(query(dir.file("bin/g++"), dir.file("bin/*")).size() == 1);
}

TEST_CASE("a driver that fails is a warning", "[project]") {
  const test::TempDir dir;
  Words warnings;
  CHECK(query(fake_driver(dir, "g++", "no list\n"), "**", &warnings).empty());
  CHECK(warnings.size() == 1);
  CHECK(query(dir.write("not_executable", "x"), "**", &warnings).empty());
  CHECK(warnings.size() == 1);
  const std::string failing = dir.write("failing", "#!/bin/sh\nexit 3\n");
  REQUIRE(::chmod(failing.c_str(), 0700) == 0);
  CHECK(query(failing, "**", &warnings).empty());
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].find("exit code 3") != std::string::npos);
}

TEST_CASE("a stop request keeps drivers from being run", "[project]") {
  const test::TempDir dir;
  std::stop_source stop;
  stop.request_stop();
  Words warnings;
  CHECK(query_drivers({DriverCall{fake_driver(dir, "g++"), "c", {}}}, {"**"}, warnings, stop.get_token()).empty());
  CHECK_FALSE(was_run(dir));
}

TEST_CASE("an answer adds folders and target, but not against a target that is named", "[project]") {
  const DriverAnswer answer{{"/a", "/b"}, "avr"};
  Words arguments = {"-DX"};
  apply_answer(answer, arguments);
  CHECK(arguments == Words{"-DX", "-isystem", "/a", "-isystem", "/b", "--target=avr"});
  Words named = {"--target=arm-none-eabi"};
  apply_answer(answer, named);
  CHECK(named == Words{"--target=arm-none-eabi", "-isystem", "/a", "-isystem", "/b"});
}

TEST_CASE("a call holds the compiler behind its wrappers and what moves its search path", "[project]") {
  const DriverCall call = driver_call({"ccache", "../tc/arm-gcc", "--sysroot", "root", "-DX", "-isysroot/y", "-target",
                                       "arm-none-eabi", "-nostdinc++", "-c", "a.c"},
                                      "/p/build", "c");
  CHECK(call.program == "/p/tc/arm-gcc");
  CHECK(call.language == "c");
  CHECK(call.options == Words{"--sysroot=/p/build/root", "-isysroot/y", "--target=arm-none-eabi", "-nostdinc++"});
  CHECK(driver_call({"cc", "-c"}, "/p", "objective-c++").program == "cc");
  CHECK(driver_call({"cc", "-c"}, "/p", "objective-c++").language == "c++");
  CHECK(driver_call({"distcc", "-c"}, "/p", "c").program.empty());
}

}  // namespace
}  // namespace cairn::project
