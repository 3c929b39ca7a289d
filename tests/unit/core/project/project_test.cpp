#include "core/project/project.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::project {
namespace {

using Words = std::vector<std::string>;

// An entry whose working folder is `directory` and whose only mark is -D<name>.
std::string entry(const std::string& directory, const std::string& compiler, const std::string& name) {
  return R"({"directory":")" + directory + R"(","command":")" + compiler + " -D" + name.substr(0, name.find('.')) +
         " -c " + name + R"(","file":")" + name + R"("})";
}

Project open_project(const test::TempDir& dir, Words query_drivers = {}) {
  ProjectConfig config;
  config.root = dir.path();
  config.query_drivers = std::move(query_drivers);
  return {config, load_database(config, database_file(config), {})};
}

void write_database(const test::TempDir& dir, const Words& names, const std::string& compiler = "cc") {
  std::string json;
  for (const std::string& name : names) json += (json.empty() ? "[" : ",") + entry(dir.path(), compiler, name);
  dir.write("compile_commands.json", json + "]");
}

bool has(const CompileCommand& command, const std::string& argument) {
  return std::find(command.arguments.begin(), command.arguments.end(), argument) != command.arguments.end();
}

TEST_CASE("its own entry goes before a flags file, and that before another's entry", "[project]") {
  const test::TempDir dir;
  write_database(dir, {"a.c"});
  dir.write("compile_flags.txt", "-DFLAGS\n");
  Project project = open_project(dir);
  const CompileCommand own = project.command_for(dir.file("a.c"));
  CHECK(own.source == CommandSource::kDatabase);
  CHECK(own.reason == "its own entry");
  CHECK(has(own, "-Da"));
  const CompileCommand other = project.command_for(dir.file("b.c"));
  CHECK(other.source == CommandSource::kFlagsFile);
  CHECK(has(other, "-DFLAGS"));
}

TEST_CASE("without entries and flags files the default flags say so", "[project]") {
  const test::TempDir dir;
  const CompileCommand command = open_project(dir).command_for(dir.file("b.c"));
  CHECK(command.source == CommandSource::kFallback);
  CHECK_FALSE(command.reason.empty());
}

TEST_CASE("a header borrows from the unit that is known to include it", "[project]") {
  const test::TempDir dir;
  write_database(dir, {"lib.c", "user.c"});
  dir.write("lib.c", "#include \"lib.h\"\n");
  Project project = open_project(dir);
  const Words includers = {dir.file("not_in_the_database.c"), dir.file("user.c")};
  const CompileCommand command = project.command_for(dir.file("lib.h"), includers);
  CHECK(command.source == CommandSource::kBorrowed);
  CHECK(command.borrowed_from == dir.file("user.c"));
  CHECK(command.reason == "includes it");
  CHECK_FALSE(command.is_guess);
}

TEST_CASE("a header takes the entry of the first unit that a search knows to include it", "[project]") {
  const test::TempDir dir;
  write_database(dir, {"user.c", "lib.c"});
  dir.write("lib.c", "#include \"lib.h\"\n");
  Project project = open_project(dir);
  std::vector<bool> units;
  const IncluderSearch search = [&](const std::string& header, const std::function<bool(const std::string&)>& is_unit) {
    CHECK(header == dir.file("lib.h"));
    units = {is_unit(dir.file("user.c")), is_unit(dir.file("lib.h"))};
    return Words{dir.file("gone.c"), dir.file("user.c")};
  };
  CHECK(has(project.command_for(dir.file("lib.h"), {}, search), "-Duser"));
  CHECK(units == std::vector<bool>{true, false});
  // One that knows none leaves the choice to what stands in the files.
  const IncluderSearch empty = [](const auto&, const auto&) { return Words(); };
  CHECK(has(project.command_for(dir.file("lib.h"), {}, empty), "-Dlib"));
}

TEST_CASE("a header that nobody is known to include borrows from a unit whose text does", "[project]") {
  const test::TempDir dir;
  write_database(dir, {"config.c", "user.c"});
  dir.write("config.c", "int x;\n");
  dir.write("user.c", "#include \"config.h\"\n");
  const CompileCommand command = open_project(dir).command_for(dir.file("config.h"));
  CHECK(command.borrowed_from == dir.file("user.c"));
  CHECK(command.reason == "includes it");
}

TEST_CASE("a header that nobody includes borrows from the nearest entry, as a guess", "[project]") {
  const test::TempDir dir;
  write_database(dir, {"config.c", "user.c"});
  const CompileCommand command = open_project(dir).command_for(dir.file("config.h"));
  CHECK(command.borrowed_from == dir.file("config.c"));
  CHECK(command.is_guess);
}

TEST_CASE("an entry whose folder is missing is run in the database's, with a warning", "[project]") {
  const test::TempDir dir;
  dir.write("compile_commands.json",
            R"([{"directory":"/nonexistent/build","command":"cc -Iinc -c a.c","file":")" + dir.file("a.c") + "\"}]");
  const CompileCommand command = open_project(dir).command_for(dir.file("a.c"));
  CHECK(command.directory == dir.path());
  CHECK(command.arguments == Words{"-Iinc"});
  CHECK(command.warning.find("/nonexistent/build") != std::string::npos);
}

TEST_CASE("what an allowed compiler says is part of the command, of no other", "[project]") {
  const test::TempDir dir;
  const std::string compiler = dir.write("tc/cc",
                                         "#!/bin/sh\necho '#include <...> search starts here:' >&2\n"
                                         "echo ' /opt/tc/include' >&2\necho 'End of search list.' >&2\n");
  REQUIRE(::chmod(compiler.c_str(), 0700) == 0);
  write_database(dir, {"a.c"}, compiler);
  CHECK(has(open_project(dir, {dir.file("tc/*")}).command_for(dir.file("a.c")), "/opt/tc/include"));
  CHECK_FALSE(has(open_project(dir, {dir.file("other/*")}).command_for(dir.file("a.c")), "/opt/tc/include"));
  CHECK_FALSE(has(open_project(dir).command_for(dir.file("a.c")), "/opt/tc/include"));
}

TEST_CASE("stamps change with the database and the flags files of the given files only", "[project]") {
  const test::TempDir dir;
  ProjectConfig config;
  config.root = dir.path();
  const Words files = {dir.file("a/x.c")};
  const ProjectStamps none = read_stamps(config, "", {}, files);
  CHECK(none == ProjectStamps());
  dir.write("b/compile_flags.txt", "");
  CHECK(read_stamps(config, "", {}, files) == none);
  dir.write("a/compile_flags.txt", "");
  const ProjectStamps flags = read_stamps(config, "", {}, files);
  CHECK(flags != none);
  write_database(dir, {"a.c"});
  CHECK(read_stamps(config, "", {}, files).database);
}

TEST_CASE("stamps change with the response files that commands name, also those that others name", "[project]") {
  const test::TempDir dir;
  dir.write("outer.rsp", "-DONE @inner.rsp");
  dir.write("compile_commands.json",
            R"([{"directory":")" + dir.path() + R"(","command":"cc @outer.rsp @missing.rsp -c a.c","file":"a.c"}])");
  ProjectConfig config;
  config.root = dir.path();
  const ProjectDatabase database = load_database(config, database_file(config), {});
  Words names;
  for (const auto& [name, stamp] : database.response_files) names.push_back(name);
  CHECK(names == Words{dir.file("inner.rsp"), dir.file("missing.rsp"), dir.file("outer.rsp")});
  const auto stamps = [&] { return read_stamps(config, database.path, database.response_files, {}); };
  const ProjectStamps before = stamps();
  CHECK(before.response_files == database.response_files);
  dir.write("inner.rsp", "-DTWO");
  CHECK(stamps() != before);
}

TEST_CASE("the database in use is kept while it exists, though another is newer", "[project]") {
  const test::TempDir dir;
  const std::string first = dir.write("build-1/compile_commands.json", "[]");
  ProjectConfig config;
  config.root = dir.path();
  CHECK(read_stamps(config, "", {}, {}).database_path == first);
  const std::string second = dir.write("build/compile_commands.json", "[]");
  CHECK(read_stamps(config, first, {}, {}).database_path == first);
  std::filesystem::remove(first);
  CHECK(read_stamps(config, first, {}, {}).database_path == second);
}

TEST_CASE("loading a database stops when it is asked to", "[project]") {
  const test::TempDir dir;
  write_database(dir, {"a.c"});
  std::stop_source stop;
  stop.request_stop();
  const auto loaded = CompilationDatabase::load(dir.file("compile_commands.json"), stop.get_token());
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().code == ErrorCode::kCancelled);
}

}  // namespace
}  // namespace cairn::project
