// `cairn check` and `cairn doctor`, run as a user and as CI run them.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "tests/protocol/project_folder.h"
#include "tests/support/server_fixture.h"
#include "tests/support/temp_dir.h"

namespace cairn::test {
namespace {

// A file with an error and a note, one with a warning, one that is clean.
const Files kMixed = {{"bad.cpp", "void twice();\nint twice();\n"},
                      {"clean.cpp", "int clean() { return 0; }\n"},
                      {"warn.c", "int main(void) { int unused; return 0; }\n"}};
const std::map<std::string, std::vector<std::string>> kMixedSources = {
    {"warn.c", {"-Wall"}}, {"clean.cpp", {}}, {"bad.cpp", {}}};

// Without what no two runs share.
Json without_times(Json report) {
  report["summary"].erase("seconds");
  for (Json& file : report["files"]) file.erase("seconds");
  return report;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("check prints nothing and ends with 0 when there is nothing to say", "[protocol][check]") {
  const Project project({{"a.c", "int a;\n"}, {"b.cpp", "int b;\n"}}, {{"a.c", {}}, {"b.cpp", {}}});
  const Outcome outcome = project.run({"check", "."});
  INFO(outcome.err);
  CHECK(outcome.code == 0);
  CHECK(outcome.out.empty());
  CHECK(contains(outcome.err, "2 files: 0 errors, 0 warnings, 0 failed"));
}

TEST_CASE("check prints findings as compilers do, sorted by file, and ends with 3", "[protocol][check]") {
  const Project project(kMixed, kMixedSources);
  const Outcome outcome = project.run({"check", project.root()});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 3);
  CHECK(outcome.out ==
        "bad.cpp:2:5: error: functions that differ only in their return type cannot be overloaded [Semantic Issue]\n"
        "bad.cpp:1:6: note: previous declaration is here\n"
        "warn.c:1:22: warning: unused variable 'unused' [-Wunused-variable]\n");
}

TEST_CASE("check allows warnings", "[protocol][check]") {
  const Project project(kMixed, {{"warn.c", {"-Wall"}}});
  const Outcome outcome = project.run({"check", "."});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "warning: unused variable"));
}

TEST_CASE("check parses only the files named, headers with a borrowed command", "[protocol][check]") {
  Files files = kMixed;
  files["clean.h"] = "#ifdef FROM_CLEAN\nint x = ;\n#endif\n";
  const Project project(files, {{"clean.cpp", {"-DFROM_CLEAN"}}, {"bad.cpp", {}}});
  const Json report = project.run({"check", "--json", ".", "clean.h", project.path("clean.cpp"), "clean.h"}).json();
  REQUIRE(report["files"].size() == 2);
  CHECK(report["files"][0]["path"] == project.path("clean.cpp"));
  CHECK(report["files"][0]["commandSource"] == "database");
  CHECK(report["files"][1]["path"] == project.path("clean.h"));
  CHECK(report["files"][1]["commandSource"] == "borrowed");
  CHECK(report["files"][1]["diagnostics"].size() == 1);
}

TEST_CASE("check --json holds every file, its findings and a summary", "[protocol][check]") {
  const Project project(kMixed, kMixedSources);
  const Outcome outcome = project.run({"check", "--json", "--log=error", "."});
  CHECK(outcome.code == 3);
  CHECK(outcome.err.empty());
  const Json report = outcome.json();
  REQUIRE(report["files"].size() == 3);
  const Json& bad = report["files"][0];
  CHECK(bad["path"] == project.path("bad.cpp"));
  CHECK(bad["status"] == "ok");
  CHECK(bad["seconds"].get<double>() > 0);
  REQUIRE(bad["diagnostics"].size() == 1);
  CHECK(bad["diagnostics"][0]["line"] == 2);
  CHECK(bad["diagnostics"][0]["column"] == 5);
  CHECK(bad["diagnostics"][0]["severity"] == "error");
  CHECK(bad["diagnostics"][0]["notes"][0]["path"] == project.path("bad.cpp"));
  CHECK(report["files"][1]["diagnostics"].empty());
  CHECK(without_times(report)["summary"] == Json{{"files", 3}, {"errors", 1}, {"warnings", 1}, {"failed", 0}});
}

TEST_CASE("check counts columns in bytes for people and in UTF-16 code units for programs", "[protocol][check]") {
  const Project project({{"a.c", "/* \xF0\x9F\x90\x8C */ int x = y;\n"}}, {{"a.c", {}}});
  CHECK(contains(project.run({"check", "."}).out, "a.c:1:20: error"));
  CHECK(project.run({"check", "--json", "."}).json()["files"][0]["diagnostics"][0]["column"] == 18);
}

TEST_CASE("check finds the same whatever runs at the same time", "[protocol][check]") {
  Files files;
  std::map<std::string, std::vector<std::string>> sources;
  for (int i = 0; i < 12; ++i) {
    const std::string name = "f" + std::to_string(i) + ".c";
    files[name] = "int x" + std::to_string(i) + " = missing" + std::to_string(i) + ";\n";
    sources[name] = {};
  }
  const Project project(files, sources);
  const Json alone = without_times(project.run({"check", "--json", "-j1", "."}).json());
  CHECK(alone["summary"]["errors"] == 12);
  CHECK(without_times(project.run({"check", "--json", "-j", "6", "."}).json()) == alone);
}

TEST_CASE("check reports a file that kills its worker twice and goes on", "[protocol][check]") {
  Files files = kMixed;
  files["poison.c"] = "#pragma clang __debug crash\n";
  const Project project(files, {{"poison.c", {}}, {"clean.cpp", {}}, {"warn.c", {}}});
  const Outcome outcome = project.run({"check", "--json", "-j2", "."});
  CHECK(outcome.code == 3);
  const Json report = outcome.json();
  REQUIRE(report["files"].size() == 3);
  CHECK(report["files"][0]["status"] == "ok");
  CHECK(report["files"][1]["path"] == project.path("poison.c"));
  CHECK(report["files"][1]["status"] == "failed");
  CHECK(contains(report["files"][1]["reason"].get<std::string>(), "died twice"));
  CHECK(report["files"][2]["status"] == "ok");
  CHECK(report["summary"]["failed"] == 1);
  const Outcome text = project.run({"check", ".", "poison.c"});
  CHECK(text.code == 3);
  CHECK(contains(text.out, "poison.c: failed: "));
}

TEST_CASE("check reports a file of the database that does not exist", "[protocol][check]") {
  const Project project({{"a.c", "int a;\n"}}, {{"a.c", {}}, {"gone.c", {}}});
  const Outcome outcome = project.run({"check", "."});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.out, "gone.c: failed: "));
}

TEST_CASE("check --sarif writes a run with rules, relative places and fingerprints", "[protocol][check]") {
  const Project project(kMixed, kMixedSources);
  const Outcome outcome = project.run({"check", "--sarif", project.root()});
  CHECK(outcome.code == 3);
  const Json report = outcome.json();
  CHECK(report["version"] == "2.1.0");
  REQUIRE(report["runs"].size() == 1);
  const Json& run = report["runs"][0];
  CHECK(run["columnKind"] == "utf16CodeUnits");
  CHECK(run["originalUriBaseIds"]["SRCROOT"]["uri"] == file_uri(project.root()) + "/");
  const Json& rules = run["tool"]["driver"]["rules"];
  REQUIRE(run["results"].size() == 2);
  for (const Json& result : run["results"]) {
    CHECK(rules[result["ruleIndex"].get<std::size_t>()]["id"] == result["ruleId"]);
    CHECK(result["partialFingerprints"].size() == 1);
    CHECK_FALSE(result["message"]["text"].get<std::string>().empty());
  }
  const Json& place = run["results"][0]["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"] == Json{{"uri", "bad.cpp"}, {"uriBaseId", "SRCROOT"}});
  CHECK(place["region"]["startLine"] == 2);
  CHECK(run["results"][1]["ruleId"] == "-Wunused-variable");
  CHECK(run["results"][1]["level"] == "warning");
}

TEST_CASE("check that cannot run says why and ends with 1", "[protocol][check]") {
  SECTION("no such folder") {
    const Outcome outcome = Project(kMixed).run({"check", "nowhere"});
    CHECK(outcome.code == 1);
    CHECK(contains(outcome.err, "no such folder"));
  }
  SECTION("no database and no files") {
    const Outcome outcome = Project(kMixed).run({"check", "."});
    CHECK(outcome.code == 1);
    CHECK(contains(outcome.err, "no compile_commands.json"));
  }
  SECTION("a damaged database") {
    const Outcome outcome = Project(Files{{"compile_commands.json", "[{"}, {"a.c", ""}}).run({"check", ".", "a.c"});
    CHECK(outcome.code == 1);
    CHECK(contains(outcome.err, "compile_commands.json"));
  }
  SECTION("no worker") {
    for (const std::string program : {"/does/not/exist", "/etc/passwd", "/bin/true"}) {
      Project project(kMixed, kMixedSources);
      project.set_worker(program);
      const Outcome outcome = project.run({"check", "--json", "."});
      INFO(program << ": " << outcome.err);
      CHECK(outcome.code == 1);
      CHECK(outcome.out.empty());
      CHECK(contains(outcome.err, "no usable worker"));
    }
  }
}

TEST_CASE("check refuses what it does not understand with 2", "[protocol][check]") {
  const Project project(kMixed, kMixedSources);
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"check"},
                                                    {"check", ".", "--jsn"},
                                                    {"check", ".", "-j0"},
                                                    {"check", ".", "--log=loud"}}) {
    const Outcome outcome = project.run(arguments);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(contains(outcome.err, "usage: cairn"));
  }
}

TEST_CASE("check takes database, cache and log from where it is told and leaves only the log and a name",
          "[protocol][check]") {
  const Project project(Files{{"a.c", "int a = MISSING;\n"}});
  const TempDir& folder = project.folder();
  folder.write(
      "elsewhere/compile_commands.json",
      Json::array({{{"directory", project.root()}, {"file", "a.c"}, {"command", "gcc -DMISSING=1 -c a.c"}}}).dump());
  const Outcome outcome =
      project.run({"check", ".", "--compile-commands-dir=" + folder.file("elsewhere"), "--cache-dir",
                   folder.file("kept"), "--log=verbose", "--log-file=" + folder.file("log")});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 0);
  CHECK(contains(contents(folder.file("log")), "ready: "));
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.file("kept"))) {
    if (entry.is_regular_file() && entry.file_size() > 0) files.push_back(entry.path().filename());
  }
  CHECK(files == std::vector<std::string>{"workspace"});  // whose folder this is
  CHECK_FALSE(std::filesystem::exists(folder.file("cache")));
}

TEST_CASE("check ends with 130 on an interrupt and takes its worker along", "[protocol][check]") {
  Project project(kMixed, kMixedSources);
  const std::string fifo = project.folder().file("fifo");
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  // A worker that says its process id and then nothing more.
  const std::string script = project.folder().write("worker", "#!/bin/sh\necho $$ > " + fifo + "\nexec sleep 1000\n");
  REQUIRE(chmod(script.c_str(), 0700) == 0);
  project.set_worker(script);
  proc::ChildProcess child = project.start({"check", "."});
  pid_t worker = 0;
  std::ifstream(fifo) >> worker;  // waits until the worker writes
  REQUIRE(worker > 0);
  child.kill(SIGINT);
  const Outcome outcome = project.finish(child);
  CHECK(outcome.code == 130);
  CHECK(outcome.out.empty());
  CHECK(kill(worker, 0) != 0);
}

TEST_CASE("doctor says where a file's command comes from and what became of its words", "[protocol][doctor]") {
  const Project project({{"a.c", "#include \"a.h\"\nint x = y;\n"}, {"a.h", "int h;\n"}},
                        {{"a.c", {"-DA='1 2'", "-fno-lifetime-dse"}}});
  const Outcome outcome = project.run({"doctor", ".", "a.c", "--json"});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 0);
  const Json report = outcome.json();
  CHECK(report["ok"] == true);
  CHECK(report["database"]["path"] == project.path("compile_commands.json"));
  CHECK(report["database"]["files"] == 1);
  CHECK(contains(report["worker"]["clang"].get<std::string>(), "clang version 19"));
  const Json& file = report["file"];
  CHECK(file["path"] == project.path("a.c"));
  CHECK(file["commandSource"] == "database");
  CHECK_FALSE(file["reason"].get<std::string>().empty());
  CHECK(file["directory"] == project.root());
  CHECK(file["arguments"] == Json{"-DA='1 2'", "-fno-lifetime-dse"});
  CHECK(file["removed"] == Json{"gcc", "-o", "a.c.o", "-c", "a.c"});
  CHECK(file["refused"] == Json::array({"-fno-lifetime-dse"}));
  CHECK(file["parse"]["status"] == "ok");
  CHECK(file["parse"]["errors"] == 1);
  CHECK(file["parse"]["includedFiles"] == 1);
  const std::string text = project.run({"doctor", ".", "a.c"}).out;
  CHECK(contains(text, "removed    gcc -o a.c.o -c a.c\n"));
  CHECK(contains(text, "2:9: use of undeclared identifier 'y'"));
}

TEST_CASE("doctor names the file whose command a header borrows", "[protocol][doctor]") {
  const Project project({{"a.c", "#include \"a.h\"\n"}, {"a.h", "int h;\n"}}, {{"a.c", {"-DA"}}});
  const Json file = project.run({"doctor", ".", "a.h", "--json"}).json()["file"];
  CHECK(file["commandSource"] == "borrowed");
  CHECK(file["borrowedFrom"] == project.path("a.c"));
  CHECK(file["removed"] == Json{"gcc", "-o", "a.c.o", "-c", "a.c"});
}

TEST_CASE("doctor without a database says what to do and that nothing is broken", "[protocol][doctor]") {
  const Outcome outcome = Project(kMixed).run({"doctor", "."});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "none in "));
  CHECK(contains(outcome.out, "--compile-commands-dir"));
}

TEST_CASE("doctor ends with 1 when something hinders answers", "[protocol][doctor]") {
  SECTION("a damaged database") {
    const Outcome outcome = Project(Files{{"compile_commands.json", "[{"}}).run({"doctor", ".", "--json"});
    CHECK(outcome.code == 1);
    CHECK_FALSE(outcome.json()["database"]["problem"].get<std::string>().empty());
  }
  SECTION("no worker") {
    Project project(kMixed, kMixedSources);
    project.set_worker("/does/not/exist");
    const Outcome outcome = project.run({"doctor", ".", "warn.c", "--json"});
    CHECK(outcome.code == 1);
    CHECK(outcome.json()["worker"]["clang"].is_null());
    CHECK(outcome.json()["file"]["parse"].is_null());
  }
  SECTION("a file that kills its worker") {
    const Project project(Files{{"poison.c", "#pragma clang __debug crash\n"}});
    const Outcome outcome = project.run({"doctor", ".", "poison.c"});
    CHECK(outcome.code == 1);
    CHECK(contains(outcome.out, "died twice"));
  }
  SECTION("no such folder") { CHECK(Project(kMixed).run({"doctor", "nowhere"}).code == 1); }
}

}  // namespace cairn::test
