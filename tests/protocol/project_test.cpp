// How files are compiled, seen from a client: flags files, borrowed flags, databases
// that change while the server runs, compilers that may or may not be asked.
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

// A database in which every file of `names` is compiled with `flags`.
std::string database(const std::vector<std::string>& names, const std::string& flags,
                     const std::string& compiler = "cc") {
  Json entries = Json::array();
  for (const std::string& name : names) {
    entries.push_back({{"directory", ".."}, {"file", name}, {"command", compiler + " " + flags + " -c " + name}});
  }
  return entries.dump();
}

// At once, as far as a reader can tell.
void write(const ServerFixture& fixture, const std::string& name, const std::string& text) {
  std::ofstream(fixture.path("being_written"), std::ios::binary | std::ios::trunc) << text;
  std::filesystem::rename(fixture.path("being_written"), fixture.path(name));
}

void save(ServerFixture& fixture, const std::string& name) {
  must(fixture.client().notify("textDocument/didSave", {{"textDocument", {{"uri", fixture.uri(name)}}}}));
}

// One diagnostic unless FLAG is defined.
constexpr const char* kNeedsFlag = "#ifndef FLAG\n#error no flag\n#endif\n";

bool has_flag(ServerFixture& fixture, const std::string& name) { return fixture.diagnostics(name, 1).empty(); }

void wait_told(ServerFixture& fixture, const std::string& part) {
  must(fixture.client().wait_notification("window/logMessage", [&](const Json& params) {
    return params["message"].get<std::string>().find(part) != std::string::npos;
  }));
}

std::size_t pending_diagnostics(ServerFixture& fixture, const std::string& name) {
  std::size_t count = 0;
  for (const Json& each : fixture.client().pending_notifications()) {
    const bool is_for_file =
        each["method"] == "textDocument/publishDiagnostics" && each["params"]["uri"] == fixture.uri(name);
    count += is_for_file ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("a file without an entry gets the flags of the nearest compile_flags.txt", "[protocol]") {
  ServerFixture fixture(Files{{"src/a.cpp", kNeedsFlag}, {"compile_flags.txt", "-DFLAG\n"}});
  fixture.start_initialized();
  fixture.open("src/a.cpp");
  CHECK(has_flag(fixture, "src/a.cpp"));
}

TEST_CASE("a database that changes is used from the next save on", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", kNeedsFlag}, {"build/compile_commands.json", database({"a.cpp"}, "-O2")}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  CHECK_FALSE(has_flag(fixture, "a.cpp"));
  write(fixture, "build/compile_commands.json", database({"a.cpp"}, "-O2 -DFLAG"));
  save(fixture, "a.cpp");
  CHECK(has_flag(fixture, "a.cpp"));
}

TEST_CASE("a database that appears later is used, and one that disappears is not any more", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", kNeedsFlag}, {"build/keep", ""}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  CHECK_FALSE(has_flag(fixture, "a.cpp"));
  write(fixture, "build/compile_commands.json", database({"a.cpp"}, "-DFLAG"));
  must(fixture.client().notify("workspace/didChangeWatchedFiles", {{"changes", Json::array()}}));
  CHECK(has_flag(fixture, "a.cpp"));
  std::filesystem::remove(fixture.path("build/compile_commands.json"));
  save(fixture, "a.cpp");
  CHECK_FALSE(has_flag(fixture, "a.cpp"));
}

TEST_CASE("a compile_flags.txt that appears later is used", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", kNeedsFlag}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  CHECK_FALSE(has_flag(fixture, "a.cpp"));
  write(fixture, "compile_flags.txt", "-DFLAG\n");
  save(fixture, "a.cpp");
  CHECK(has_flag(fixture, "a.cpp"));
}

TEST_CASE("a damaged database leaves the old commands in use, and the user is told once", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", kNeedsFlag}, {"build/compile_commands.json", database({"a.cpp"}, "-DFLAG")}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  CHECK(has_flag(fixture, "a.cpp"));
  write(fixture, "build/compile_commands.json", "[{");
  save(fixture, "a.cpp");
  wait_told(fixture, "stay in use");
  save(fixture, "a.cpp");
  write(fixture, "build/compile_commands.json", database({"a.cpp"}, "-DFLAG -DMORE"));
  save(fixture, "a.cpp");
  CHECK(has_flag(fixture, "a.cpp"));  // parsed again, with the repaired commands
  for (const Json& each : fixture.client().pending_notifications()) {
    CHECK(each.dump().find("stay in use") == std::string::npos);
  }
}

TEST_CASE("after a load only files with another command are parsed again", "[protocol]") {
  ServerFixture fixture(Files{
      {"a.cpp", kNeedsFlag}, {"b.cpp", "int b;\n"}, {"build/compile_commands.json", database({"a.cpp", "b.cpp"}, "")}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  fixture.open("b.cpp");
  CHECK_FALSE(has_flag(fixture, "a.cpp"));
  fixture.diagnostics("b.cpp", 1);
  Json both = Json::parse(database({"a.cpp"}, "-DFLAG"));
  both.push_back(Json::parse(database({"b.cpp"}, ""))[0]);
  write(fixture, "build/compile_commands.json", both.dump());
  save(fixture, "a.cpp");
  CHECK(has_flag(fixture, "a.cpp"));
  fixture.request("textDocument/hover", fixture.at("b.cpp", 0, 4));  // whatever b.cpp had to say was said before
  CHECK(pending_diagnostics(fixture, "b.cpp") == 0);
}

TEST_CASE("a header gets the flags of an open unit that turned out to include it", "[protocol]") {
  Json entries = Json::parse(database({"near.cpp"}, ""));
  entries.push_back(Json::parse(database({"user.cpp"}, "-DFLAG"))[0]);
  // Too deep for a look at #include lines, so only a parse can tell.
  ServerFixture fixture(Files{{"near.h", kNeedsFlag},
                              {"near.cpp", "int n;\n"},
                              {"user.cpp", "#include \"one.h\"\n"},
                              {"one.h", "#include \"two.h\"\n"},
                              {"two.h", "#include \"near.h\"\n"},
                              {"build/compile_commands.json", entries.dump()}});
  fixture.start_initialized();
  fixture.open("near.h");
  CHECK_FALSE(has_flag(fixture, "near.h"));
  fixture.open("user.cpp");
  CHECK(fixture.diagnostics("user.cpp", 1).empty());
  CHECK(has_flag(fixture, "near.h"));
}

TEST_CASE("a compiler of the database is run only if --query-driver allows it", "[protocol]") {
  ServerFixture fixture(Files{
      {"a.cpp", "#include <only_there.h>\n"}, {"sys/only_there.h", "int x;\n"}, {"tc/cc", ""}, {"build/keep", ""}});
  write(fixture, "tc/cc",
        "#!/bin/sh\n: > '" + fixture.path("was_run") + "'\n" +
            "echo '#include <...> search starts here:' >&2\necho ' " + fixture.path("sys") +
            "' >&2\necho 'End of search list.' >&2\n");
  REQUIRE(::chmod(fixture.path("tc/cc").c_str(), 0700) == 0);
  write(fixture, "build/compile_commands.json", database({"a.cpp"}, "", fixture.path("tc/cc")));
  SECTION("without the option, whatever the client's own options ask for") {
    fixture.start_initialized({{"queryDriver", "**"}, {"query-driver", {"**"}}});
    fixture.open("a.cpp");
    CHECK(fixture.diagnostics("a.cpp", 1).size() == 1);
    CHECK_FALSE(std::filesystem::exists(fixture.path("was_run")));
  }
  SECTION("with a glob that matches") {
    fixture.start({"--query-driver=/usr/bin/never," + fixture.path("tc/*")});
    must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities()));
    fixture.open("a.cpp");
    CHECK(fixture.diagnostics("a.cpp", 1).empty());
    CHECK(std::filesystem::exists(fixture.path("was_run")));
  }
}

TEST_CASE("shutdown does not wait for a large database", "[protocol]") {
  ServerFixture fixture(Files{{"build/keep", ""}});
  std::string json = "[";
  for (std::size_t i = 0; json.size() < (std::size_t{100} << 20); ++i) {
    const std::string name = "/p/folder" + std::to_string(i % 997) + "/file" + std::to_string(i) + ".cpp";
    json += std::string(i == 0 ? "" : ",") + R"({"directory":"/p/build","file":")" + name +
            R"(","command":"/usr/bin/c++ -DSOME=1 -I/p/include -I/p/src/generated -isystem /p/third_party/include )" +
            std::string(300, 'x') + " -std=c++20 -c " + name + "\"}\n";
  }
  write(fixture, "build/compile_commands.json", json + "]");
  fixture.start();
  must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities()));
  const auto begin = std::chrono::steady_clock::now();
  CHECK(must(fixture.client().shut_down()) == 0);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(500));
}

}  // namespace cairn::test
