#include "core/project/compilation_database.h"

#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "core/project/database_json.h"
#include "tests/support/temp_dir.h"

namespace cairn::project {
namespace {

using Words = std::vector<std::string>;

std::shared_ptr<const CompilationDatabase> parsed(std::string_view json, const std::string& directory = "/db") {
  auto database = CompilationDatabase::parse(json, directory);
  if (!database) FAIL(database.error().message);
  return *database;
}

CompileCommand command_of(const std::shared_ptr<const CompilationDatabase>& database, std::string_view path) {
  const auto command = database->command_for(path);
  REQUIRE(command);
  return *command;
}

// The error that `json` is refused with; empty if it is accepted.
std::string refusal(std::string_view json) {
  const auto database = CompilationDatabase::parse(json, "/db");
  if (database) return "";
  CHECK(database.error().code == ErrorCode::kCorrupt);
  CHECK(database.error().message.find('\n') == std::string::npos);
  return database.error().message;
}

bool has(const CompileCommand& command, const std::string& argument) {
  return std::find(command.arguments.begin(), command.arguments.end(), argument) != command.arguments.end();
}

TEST_CASE("a database as CMake writes it gives each file its flags", "[project]") {
  const auto database = parsed(R"([
{
  "directory": "/home/u/proj/build",
  "command": "/usr/bin/c++ \"-DNAME=\\\"core lib\\\"\" -I/home/u/proj/include -isystem /opt/dep/include -O2 -g -std=gnu++20 -o CMakeFiles/core.dir/src/a.cpp.o -c /home/u/proj/src/a.cpp",
  "file": "/home/u/proj/src/a.cpp",
  "output": "CMakeFiles/core.dir/src/a.cpp.o"
},
{
  "directory": "/home/u/proj/build",
  "command": "/usr/bin/cc  -fPIC -std=gnu11 -o CMakeFiles/core.dir/src/b.c.o -c /home/u/proj/src/b.c",
  "file": "/home/u/proj/src/b.c"
}
])");
  CHECK(database->size() == 2);
  CHECK(database->warnings().empty());
  const CompileCommand a = command_of(database, "/home/u/proj/src/a.cpp");
  CHECK(a.source == CommandSource::kDatabase);
  CHECK(a.borrowed_from.empty());
  CHECK(a.directory == "/home/u/proj/build");
  CHECK(a.arguments == Words{"-DNAME=\"core lib\"", "-I/home/u/proj/include", "-isystem", "/opt/dep/include", "-O2",
                             "-g", "-std=gnu++20"});
  CHECK(command_of(database, "/home/u/proj/src/b.c").arguments == Words{"-fPIC", "-std=gnu11"});
}

TEST_CASE("a database as Bear writes it, with arguments, is read", "[project]") {
  const auto database = parsed(R"([
  {
    "arguments": ["/usr/bin/cc", "-c", "-Wall", "-DVERSION=\"7 rc\"", "-I", "../deps", "-o", "server.o", "server.c"],
    "directory": "/home/u/redis/src",
    "file": "/home/u/redis/src/server.c",
    "output": "/home/u/redis/src/server.o"
  }
])");
  CHECK(command_of(database, "/home/u/redis/src/server.c").arguments ==
        Words{"-Wall", "-DVERSION=\"7 rc\"", "-I", "../deps"});
}

TEST_CASE("a database as Meson writes it, with relative files, is read", "[project]") {
  const auto database = parsed(R"([
  {
    "directory": "/home/u/glib/_build",
    "command": "ccache cc -Iglib/libglib.a.p -I../glib -fdiagnostics-color=always -D_FILE_OFFSET_BITS=64 -std=gnu99 '-DG_LOG_DOMAIN=\"GLib\"' -pthread -MD -MQ glib/libglib.a.p/garray.c.o -MF glib/libglib.a.p/garray.c.o.d -o glib/libglib.a.p/garray.c.o -c ../glib/garray.c",
    "file": "../glib/garray.c",
    "output": "glib/libglib.a.p/garray.c.o"
  }
])");
  const CompileCommand command = command_of(database, "/home/u/glib/glib/garray.c");
  CHECK(command.directory == "/home/u/glib/_build");
  CHECK(command.arguments == Words{"-Iglib/libglib.a.p", "-I../glib", "-D_FILE_OFFSET_BITS=64", "-std=gnu99",
                                   "-DG_LOG_DOMAIN=\"GLib\"", "-pthread"});
}

TEST_CASE("a database of a libtool build is read", "[project]") {
  const auto database = parsed(R"([
  {
    "directory": "/home/u/curl/lib",
    "command": "/bin/bash ../libtool --tag=CC --silent --mode=compile gcc -DHAVE_CONFIG_H -I. -I../include -MT libcurl_la-url.lo -MD -MP -MF .deps/libcurl_la-url.Tpo -c -o libcurl_la-url.lo url.c",
    "file": "url.c"
  }
])");
  CHECK(command_of(database, "/home/u/curl/lib/url.c").arguments == Words{"-DHAVE_CONFIG_H", "-I.", "-I../include"});
}

TEST_CASE("arguments win over a command", "[project]") {
  const auto database =
      parsed(R"([{"directory":"/p","file":"a.c","command":"cc -DC a.c","arguments":["cc","-DA","a.c"]}])");
  CHECK(command_of(database, "/p/a.c").arguments == Words{"-DA"});
}

TEST_CASE("a relative directory is taken from the database's folder", "[project]") {
  const auto database = parsed(R"([{"directory":"build","file":"../a.c","command":"cc a.c"},
                                   {"file":"b.c","command":"cc b.c"}])",
                               "/p");
  CHECK(command_of(database, "/p/a.c").directory == "/p/build");
  CHECK(command_of(database, "/p/b.c").directory == "/p");
}

TEST_CASE("the first entry of a file wins and the repeated ones are counted", "[project]") {
  const auto database = parsed(R"([{"directory":"/p","file":"a.c","command":"cc -DFIRST a.c"},
                                   {"directory":"/p","file":"./x/../a.c","command":"cc -DSECOND a.c"},
                                   {"directory":"/p","file":"a.c","command":"cc -DTHIRD a.c"}])");
  CHECK(database->size() == 1);
  CHECK(command_of(database, "/p/a.c").arguments == Words{"-DFIRST"});
  REQUIRE(database->warnings().size() == 1);
  CHECK(database->warnings()[0].find("2 entries repeat") != std::string::npos);
}

TEST_CASE("further entries of a file are there by number, in the order of the database", "[project]") {
  const auto database = parsed(R"([{"directory":"/p","file":"a.c","command":"cc -DFIRST -Ione a.c"},
                                   {"directory":"/p","file":"b.c","command":"cc -include x.h b.c"},
                                   {"directory":"/q","file":"/p/a.c","command":"cc -DSECOND -Itwo /p/a.c"}])");
  CHECK(database->entry_count("/p/a.c") == 2);
  CHECK(database->entry_count("/p/b.c") == 1);
  CHECK(database->entry_count("/p/none.c") == 0);
  CHECK(database->own_command("/p/a.c")->arguments == Words{"-DFIRST", "-Ione"});
  CHECK(database->own_command("/p/a.c", 1)->arguments == Words{"-DSECOND", "-Itwo"});
  CHECK(database->own_command("/p/a.c", 1)->directory == "/q");
  CHECK(database->own_command("/p/a.c")->reason == "its own entry, 1 of 2");
  CHECK(database->own_command("/p/b.c")->reason == "its own entry");
  CHECK_FALSE(database->own_command("/p/a.c", 2));
  CHECK(database->search_folders(10, {}) == Words{"/p/one", "/q/two"});
  CHECK(database->forced_includes(10, {}) == Words{"x.h"});
}

TEST_CASE("entries that make no sense are skipped and described", "[project]") {
  struct Case {
    std::string_view entry;
    std::string_view description;
  };
  const std::vector<Case> cases = {
      {R"({"directory":"/p","command":"cc"})", "entry 2 names no file"},
      {R"({"directory":"/p","file":"x.c"})", "has no command (file x.c)"},
      {R"({"directory":"/p","file":"x.c","arguments":[]})", "has no command"},
      {R"({"directory":"/p","file":7,"command":"cc"})", "a number as its \"file\""},
      {R"({"directory":null,"file":"x.c","command":"cc"})", "null as its \"directory\""},
      {R"({"file":"x.c","arguments":"cc"})", "a string as its \"arguments\""},
      {R"({"file":"x.c","arguments":["cc",["x"]]})", "an array among its \"arguments\""},
      {R"({"file":"x.c","command":["cc"]})", "an array as its \"command\""},
      {R"("text")", "entry 2 is a string, not an object"},
      {R"([{"file":"x.c","command":"cc"}])", "entry 2 is an array, not an object"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.entry);
    const auto database = parsed(R"([{"directory":"/p","file":"a.c","command":"cc -DA a.c"},)" +
                                 std::string(one.entry) + R"(,{"directory":"/p","file":"b.c","command":"cc b.c"}])");
    CHECK(database->files() == Words{"/p/a.c", "/p/b.c"});
    REQUIRE(database->warnings().size() == 1);
    CAPTURE(database->warnings()[0]);
    CHECK(database->warnings()[0].find(one.description) != std::string::npos);
  }
}

TEST_CASE("unknown keys of any shape are passed over", "[project]") {
  const auto database = parsed(
      R"([{"x":{"file":"no.c","arguments":["no"]},"y":[["file"],{"command":1}],"z":null,"file":"a.c","command":"cc -DA"}])");
  CHECK(database->warnings().empty());
  CHECK(command_of(database, "/db/a.c").arguments == Words{"-DA"});
}

TEST_CASE("a thousand bad entries give a hundred warnings and one that counts the rest", "[project]") {
  std::string json = "[1";
  for (int i = 0; i < 999; ++i) json += ",1";
  const auto database = parsed(json + "]");
  REQUIRE(database->warnings().size() == 101);
  CHECK(database->warnings().back() == "900 more entries were skipped");
}

TEST_CASE("what is not a JSON array is refused with its line", "[project]") {
  CHECK(refusal("").find("line 1") == 0);
  CHECK(refusal(R"({"file":"a.c"})").find("an array, not an object") != std::string::npos);
  CHECK(refusal("\"text\"").find("an array, not a string") != std::string::npos);
  CHECK(refusal("[\n{\"file\": \"a.c\",\n  oops }\n]").find("line 3: ") == 0);
  CHECK(refusal("[\n]\n]").find("line 3: ") == 0);
}

TEST_CASE("comments in a database are refused", "[project]") {
  CHECK(refusal("[\n// note\n]").find("line 2: ") == 0);
  CHECK_FALSE(refusal("[ /* note */ ]").empty());
}

TEST_CASE("invalid UTF-8 in a database is refused with a valid message", "[project]") {
  const std::string message = refusal("[{\n\"file\": \"\xFF\"}]");
  CHECK(message.find("line 2: ") == 0);
  CHECK(message.find('\xFF') == std::string::npos);
}

TEST_CASE("a database that is cut at any byte is refused", "[project]") {
  const std::string_view json = R"([{"directory":"/p","file":"a.c","arguments":["cc","a.c"]}])";
  for (std::size_t length = 0; length < json.size(); ++length) {
    CAPTURE(length);
    CHECK_FALSE(refusal(json.substr(0, length)).empty());
  }
}

TEST_CASE("deep nesting in a database neither crashes nor is accepted", "[project]") {
  CHECK_FALSE(refusal(std::string(1'000'000, '[')).empty());
}

TEST_CASE("an empty database has no command for anything", "[project]") {
  const auto database = parsed("[]");
  CHECK(database->size() == 0);
  CHECK_FALSE(database->command_for("/p/a.c"));
}

TEST_CASE("the header of a C project comes out as C", "[project]") {
  const auto database =
      parsed(R"([{"directory":"/p","file":"src/foo.c","command":"gcc -std=gnu11 -Iinc -c src/foo.c -o foo.o"}])");
  const CompileCommand command = command_of(database, "/p/include/foo.h");
  CHECK(command.source == CommandSource::kBorrowed);
  CHECK(command.borrowed_from == "/p/src/foo.c");
  CHECK(command.directory == "/p");
  CHECK(command.arguments == Words{"-xc", "-std=gnu11", "-Iinc", "-Wno-pragma-once-outside-header"});
}

TEST_CASE("the header of a C++ project comes out as C++", "[project]") {
  const auto database = parsed(R"([{"directory":"/p","file":"foo.cc","command":"g++ -std=c++17 -c foo.cc"}])");
  CHECK(command_of(database, "/p/foo.h").arguments == Words{"-xc++", "-std=c++17", "-Wno-pragma-once-outside-header"});
}

TEST_CASE("a header follows the -x of its lender, never as a header to precompile", "[project]") {
  const auto cxx = parsed(R"([{"directory":"/p","file":"foo.c","command":"gcc -x c++ -c foo.c"}])");
  CHECK(command_of(cxx, "/p/foo.h").arguments == Words{"-xc++", "-Wno-pragma-once-outside-header"});
  const auto header = parsed(R"([{"directory":"/p","file":"foo.h","command":"gcc -x c-header -c foo.h -o foo.gch"}])");
  CHECK(command_of(header, "/p/foo_impl.h").arguments == Words{"-xc", "-Wno-pragma-once-outside-header"});
}

TEST_CASE("a .hpp that borrows from C is C++ without the C standard", "[project]") {
  const auto database = parsed(R"([{"directory":"/p","file":"foo.c","command":"gcc -std=c11 -DX -c foo.c"}])");
  CHECK(command_of(database, "/p/foo.hpp").arguments == Words{"-xc++", "-DX", "-Wno-pragma-once-outside-header"});
}

TEST_CASE("a new source borrows flags in its own language", "[project]") {
  const auto database = parsed(R"([{"directory":"/p","file":"foo.cc","command":"g++ -std=c++20 -DX -c foo.cc"}])");
  CHECK(command_of(database, "/p/new.cc").arguments == Words{"-xc++", "-std=c++20", "-DX"});
  CHECK(command_of(database, "/p/new.c").arguments == Words{"-xc", "-DX"});
}

TEST_CASE("a new .c beside .c files that are compiled as C++ is C++", "[project]") {
  const auto database = parsed(R"([{"directory":"/p","file":"foo.c","command":"g++ -std=c++17 -c foo.c"}])");
  CHECK(command_of(database, "/p/new.c").arguments == Words{"-xc++", "-std=c++17"});
}

TEST_CASE("a header with an entry of its own parses as a main file", "[project]") {
  const auto database = parsed(
      R"([{"directory":"/p","file":"cmake_pch.hxx","command":"c++ -x c++-header -o cmake_pch.hxx.gch -c cmake_pch.hxx"}])");
  const CompileCommand command = command_of(database, "/p/cmake_pch.hxx");
  CHECK(command.source == CommandSource::kDatabase);
  CHECK(command.arguments == Words{"-xc++", "-Wno-pragma-once-outside-header"});
}

TEST_CASE("a file is found through a symbolic link to its folder, both ways", "[project]") {
  const test::TempDir dir;
  const std::string real = dir.write("real/a.c", "");
  REQUIRE(::symlink("real", dir.file("link").c_str()) == 0);
  for (const bool entry_is_linked : {false, true}) {
    CAPTURE(entry_is_linked);
    const std::string entry = entry_is_linked ? dir.file("link/a.c") : real;
    const std::string asked = entry_is_linked ? real : dir.file("link/a.c");
    const auto database = parsed(R"([{"directory":"/p","file":")" + entry + R"(","command":"cc -DA a.c"}])");
    const CompileCommand command = command_of(database, asked);
    CHECK(command.source == CommandSource::kDatabase);
    CHECK(has(command, "-DA"));
  }
}

TEST_CASE("load reads a file and resolves relative paths from its folder", "[project]") {
  const test::TempDir dir;
  const std::string path =
      dir.write("build/compile_commands.json", R"([{"directory":".","file":"../a.c","command":"cc -DA ../a.c"}])");
  const auto database = CompilationDatabase::load(path);
  REQUIRE(database);
  CHECK(command_of(*database, dir.file("a.c")).directory == dir.file("build"));
  CHECK((*database)->memory_bytes() > 0);
}

TEST_CASE("load names the file that it cannot use", "[project]") {
  const test::TempDir dir;
  const std::string bad = dir.write("compile_commands.json", "[");
  const auto damaged = CompilationDatabase::load(bad);
  REQUIRE_FALSE(damaged);
  CHECK(damaged.error().code == ErrorCode::kCorrupt);
  CHECK(damaged.error().message.find(bad) == 0);
  const auto missing = CompilationDatabase::load(dir.file("none.json"));
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::kNotFound);
}

TEST_CASE("response files are read when a command is asked for", "[project]") {
  const test::TempDir dir;
  const auto database =
      parsed(R"([{"directory":")" + dir.path() + R"(","file":"a.c","command":"cc @flags.rsp -c a.c"}])");
  CHECK(command_of(database, dir.file("a.c")).arguments.empty());
  dir.write("flags.rsp", "-DA");
  CHECK(command_of(database, dir.file("a.c")).arguments == Words{"-DA"});
}

TEST_CASE("reading a database stops within an entry's worth of values", "[project]") {
  std::stop_source stop;
  int entries = 0;
  std::vector<std::string> warnings;
  const auto read = read_database(
      R"([{"file":"a","command":"c"},{"file":"b","command":"c"},{"file":"c","command":"c"}])",
      [&](const DatabaseEntry&) {
        if (++entries == 2) stop.request_stop();
      },
      warnings, stop.get_token());
  REQUIRE_FALSE(read);
  CHECK(read.error().code == ErrorCode::kCancelled);
  CHECK(entries == 2);
}

}  // namespace
}  // namespace cairn::project
