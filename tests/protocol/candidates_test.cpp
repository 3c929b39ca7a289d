// Exact answers while the index is not complete: only units that may mention the symbol are waited for.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "tests/protocol/indexed_workspace.h"

namespace cairn::test {
namespace {

// Takes clang minutes, with kPatience.
const std::string kEndless =
    "constexpr unsigned spin() {\n"
    "  unsigned x = 0;\n"
    "  for (unsigned i = 0; i < 4000000000u; ++i) x += i;\n"
    "  return x;\n"
    "}\n"
    "static_assert(spin() != 1, \"\");\n";
constexpr const char* kPatience = "-fconstexpr-steps=2147483647";

const Files kProject = {{"lib.h",
                         "#pragma once\n"
                         "int add(int a, int b);\n"
                         "struct Shape {\n"
                         "  explicit Shape(int side);\n"
                         "  virtual int area() const = 0;\n"
                         "};\n"
                         "#define ADD_ONE(x) add(x, 1)\n"
                         "#define JOIN(a, b) a##b\n"},
                        {"lib.cpp", "#include \"lib.h\"\nint add(int a, int b) { return a + b; }\n"},
                        {"main.cpp", "#include \"lib.h\"\nint twice(int x) { return add(x, x); }\n"},
                        {"one.cpp", "#include \"lib.h\"\nint one() { return ADD_ONE(0); }\n"},
                        {"join.cpp", "#include \"lib.h\"\nint joined() { return JOIN(a, dd)(1, 2); }\n"},
                        {"square.cpp",
                         "#include \"lib.h\"\n"
                         "struct Square : Shape { int area() const override { return 1; } };\n"},
                        {"big.cpp",
                         "#include \"lib.h\"\n"
                         "struct Big : Shape { int area() const override { return 2; } };\n"
                         "int measure(const Shape& shape) { return shape.area(); }\n"},
                        {"rest.cpp", kEndless}};

// One unit, rest.cpp, does not end: the index is not complete as long as a test lasts.
class Unfinished : public IndexedWorkspace {
 public:
  explicit Unfinished(const Files& files) : IndexedWorkspace(files) {
    std::ifstream made(path("compile_commands.json"));
    Json entries = Json::parse(made);
    for (Json& each : entries) {
      if (each["file"] == path("rest.cpp")) each["arguments"].insert(each["arguments"].begin() + 1, kPatience);
    }
    std::ofstream(path("compile_commands.json")) << entries.dump();
  }
  void start_asking(std::optional<std::uint32_t> wait_seconds = 60) {
    start();
    Json wanted = capabilities();
    wanted["experimental"] = {{"cairn", {{"answerStatus", true}}}};
    Json settings = {{"index", {{"threads", 2}}}};
    if (wait_seconds) settings["references"] = {{"waitSeconds", *wait_seconds}};
    must(client().initialize(root(), wanted, settings));
    client().set_timeout(std::chrono::seconds(90));
  }
  // The last mark since this was asked last.
  Json mark() {
    const auto all = marks();
    return all.empty() ? Json() : all.back();
  }
};

}  // namespace

TEST_CASE("references asked for at once are exact although the index is not complete", "[protocol][index]") {
  Unfinished fixture(kProject);
  fixture.start_asking();
  fixture.open("main.cpp");
  CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 27)) ==
        "join.cpp:1:22 lib.cpp:1:4 lib.h:1:4 main.cpp:1:26 one.cpp:1:19");
  const Json mark = fixture.mark();
  CHECK(mark["complete"] == true);
  CHECK(mark["candidates"]["pending"] == 0);
  CHECK(mark["candidates"]["unclean"] == 0);
  // rest.cpp is none of them, and is still to be indexed.
  CHECK(mark["candidates"]["units"].get<int>() >= 4);
  CHECK(mark["pendingUnits"].get<int>() >= 1);
}

TEST_CASE("implementations and callers are exact although the index is not complete", "[protocol][index]") {
  Unfinished fixture(kProject);
  fixture.start_asking();
  fixture.open("big.cpp");
  CHECK(fixture.ask("textDocument/implementation", "big.cpp", 2, 49) == "big.cpp:1:25 square.cpp:1:28");
  CHECK(fixture.mark()["complete"] == true);
  CHECK(fixture.ask("textDocument/implementation", "big.cpp", 2, 20) == "big.cpp:1:7 square.cpp:1:7");
  fixture.open("main.cpp");
  const Json item = fixture.request("textDocument/prepareCallHierarchy", fixture.at("main.cpp", 1, 27));
  REQUIRE(item.size() == 1);
  std::string callers;
  for (const Json& each : fixture.request("callHierarchy/incomingCalls", {{"item", item[0]}})) {
    callers += each["from"]["name"].get<std::string>() + " ";
  }
  CHECK(callers == "joined twice one ");
  CHECK(fixture.mark()["complete"] == true);
}

TEST_CASE("an answer whose candidates take too long says how many are missing", "[protocol][index]") {
  Files files = kProject;
  files["rest.cpp"] = "#include \"lib.h\"\nint rest() { return add(1, 2); }\n" + kEndless;
  Unfinished fixture(files);
  fixture.start_asking(8);
  fixture.open("main.cpp");
  const Json found = fixture.references_at("main.cpp", 1, 27);
  CHECK(found.size() >= 2);
  const Json mark = fixture.mark();
  CHECK(mark["complete"] == false);
  CHECK(mark["candidates"]["pending"].get<int>() >= 1);
  CHECK(mark["limit"].get<std::string>().find("that may have it are not indexed yet") != std::string::npos);
}

TEST_CASE("a client that cannot be shown pieces has a marked answer before it gives up", "[protocol][index]") {
  Files files = kProject;
  files["rest.cpp"] = "#include \"lib.h\"\nint rest() { return add(1, 2); }\n" + kEndless;
  Unfinished fixture(files);
  fixture.start_asking(std::nullopt);
  fixture.open("main.cpp");
  CHECK(fixture.references_at("main.cpp", 1, 27).size() >= 2);
  const Json mark = fixture.mark();
  CHECK(mark["complete"] == false);
  CHECK(mark["limit"].get<std::string>().find("for 9 s") != std::string::npos);
}

TEST_CASE("candidates that clang cannot read completely make an answer incomplete", "[protocol][index]") {
  Files files = kProject;
  files["one.cpp"] = "#include \"lib.h\"\nint one() { int sum = add(0, 1); return sum + unknown; }\n";
  Unfinished fixture(files);
  fixture.start_asking();
  fixture.open("main.cpp");
  CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 27, false)).find("one.cpp:1:22") !=
        std::string::npos);
  const Json mark = fixture.mark();
  CHECK(mark["complete"] == false);
  CHECK(mark["candidates"]["unclean"] == 1);
  CHECK(mark["limit"].get<std::string>().find("one.cpp") != std::string::npos);
}

TEST_CASE("references that wait come in pieces, each place once, with how far they are", "[protocol][index]") {
  Unfinished fixture(kProject);
  fixture.start_asking();
  fixture.open("main.cpp");
  Json params = fixture.at("main.cpp", 1, 27);
  params["context"] = {{"includeDeclaration", true}};
  params["partialResultToken"] = "piece";
  CHECK(fixture.request("textDocument/references", params).empty());
  std::multiset<std::string> places;
  while (places.size() < 5) {
    const Json piece = must(
        fixture.client().wait_notification("$/progress", [](const Json& each) { return each["token"] == "piece"; }));
    for (const Json& each : piece["value"]) places.insert(IndexedWorkspace::places(Json::array({each})));
  }
  CHECK(std::set<std::string>(places.begin(), places.end()).size() == 5);
  CHECK(fixture.mark()["complete"] == true);
}

TEST_CASE("references that wait are cancelled as any request", "[protocol][index]") {
  Files files = kProject;
  files["rest.cpp"] = "#include \"lib.h\"\nint rest() { return add(1, 2); }\n" + kEndless;
  Unfinished fixture(files);
  fixture.start_asking(600);
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  Json params = fixture.at("main.cpp", 1, 27);
  params["context"] = {{"includeDeclaration", true}};
  const auto id = fixture.client().send_request("textDocument/references", params);
  must(fixture.client().notify("$/cancelRequest", {{"id", id}}));
  CHECK(must(fixture.client().wait_response(id))["error"]["code"] == -32800);
  // The next question is answered as if that had not been.
  CHECK(fixture.ask("textDocument/definition", "main.cpp", 1, 5) == "main.cpp:1:4");
}

TEST_CASE("references asked while a checkout moves the tree are those of the tree as it is then", "[protocol][index]") {
  Unfinished fixture(kProject);
  fixture.start_asking();
  fixture.open("main.cpp");
  Json params = fixture.at("main.cpp", 1, 27);
  params["context"] = {{"includeDeclaration", true}};
  const auto id = fixture.client().send_request("textDocument/references", params);
  std::ofstream(fixture.path("one.cpp")) << "#include \"lib.h\"\nint one() { return 1; }\n";
  std::ofstream(fixture.path("join.cpp")) << "#include \"lib.h\"\n\nint joined() { return JOIN(a, dd)(1, 2); }\n";
  std::ofstream(fixture.path("square.cpp")) << "#include \"lib.h\"\nint area() { return ADD_ONE(2); }\n";
  must(fixture.client().wait_response(id));
  fixture.request("$/changesSeen", nullptr);
  CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 27)) ==
        "join.cpp:2:22 lib.cpp:1:4 lib.h:1:4 main.cpp:1:26 square.cpp:1:20");
  CHECK(fixture.mark()["complete"] == true);
}

TEST_CASE("references asked while git moves the tree between commits are exact for the tree at the barrier",
          "[protocol][index][git]") {
  Unfinished fixture(kProject);
  const auto git = [&](const std::string& arguments) {
    const std::string command = "cd '" + fixture.root() +
                                "' && git -c user.name=test -c user.email=test@localhost -c gc.auto=0 "
                                "-c core.hooksPath=/dev/null -c advice.detachedHead=false " +
                                arguments + " >/dev/null 2>&1";
    REQUIRE(std::system(command.c_str()) == 0);
  };
  git("init -q -b one");
  git("add -A");
  git("commit -q -m one");
  git("checkout -q -b two");
  // One loses its use, one gains one, one comes and one goes.
  std::ofstream(fixture.path("one.cpp")) << "#include \"lib.h\"\nint one() { return 1; }\n";
  std::ofstream(fixture.path("square.cpp")) << "#include \"lib.h\"\n\nint area() { return ADD_ONE(2); }\n";
  std::ofstream(fixture.path("new.h")) << "#pragma once\ninline int newer() { return add(4, 5); }\n";
  std::ofstream(fixture.path("big.cpp")) << "#include \"lib.h\"\n#include \"new.h\"\nint big() { return newer(); }\n";
  std::filesystem::remove(fixture.path("join.cpp"));
  git("add -A");
  git("commit -q -m two");
  git("checkout -q one");
  const std::string one = "join.cpp:1:22 lib.cpp:1:4 lib.h:1:4 main.cpp:1:26 one.cpp:1:19";
  const std::string two = "lib.cpp:1:4 lib.h:1:4 main.cpp:1:26 new.h:1:28 square.cpp:2:20";
  fixture.start_asking();
  fixture.open("main.cpp");
  Json params = fixture.at("main.cpp", 1, 27);
  params["context"] = {{"includeDeclaration", true}};
  for (int round = 0; round < 3; ++round) {
    for (const auto& [branch, places] : {std::pair("two", two), std::pair("one", one)}) {
      INFO("round " << round << ", to " << branch);
      const auto asked_before = fixture.client().send_request("textDocument/references", params);
      git("checkout -q " + std::string(branch));
      const auto asked_after = fixture.client().send_request("textDocument/references", params);
      fixture.request("$/changesSeen", nullptr);
      fixture.marks();
      CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 27)) == places);
      CHECK(fixture.mark()["complete"] == true);
      // What was asked meanwhile is answered too, with either tree or none of what neither has.
      for (const auto id : {asked_before, asked_after}) {
        const Json answer = must(fixture.client().wait_response(id));
        if (!answer.contains("result")) continue;
        const std::string shown = " " + one + " " + two + " ";
        for (const Json& each : answer["result"]) {
          const std::string place = IndexedWorkspace::places(Json::array({each}));
          INFO(place);
          CHECK(shown.find(" " + place + " ") != std::string::npos);
        }
      }
    }
  }
}

TEST_CASE("a rename that waits for units shows its progress, and ends without edits when the user cancels it",
          "[protocol][rename]") {
  Files files = kProject;
  files["rest.cpp"] = "#include \"lib.h\"\nint rest() { return add(1, 2); }\n" + kEndless;
  Unfinished fixture(files);
  fixture.start();
  Json wanted = ServerFixture::capabilities();
  wanted["window"]["workDoneProgress"] = true;
  must(fixture.client().initialize(fixture.root(), wanted, {{"references", {{"waitSeconds", 600}}}}));
  fixture.client().set_timeout(std::chrono::seconds(90));
  fixture.open("main.cpp");
  Json params = fixture.at("main.cpp", 1, 27);
  params["newName"] = "sum_of";
  const auto id = fixture.client().send_request("textDocument/rename", params);
  const Json begun = must(fixture.client().wait_notification("$/progress", [](const Json& each) {
    return each["value"]["kind"] == "begin" && each["value"]["title"] == "Rename";
  }));
  CHECK(begun["value"]["cancellable"] == true);
  must(fixture.client().notify("window/workDoneProgress/cancel", {{"token", begun["token"]}}));
  const Json answer = must(fixture.client().wait_response(id));
  REQUIRE(answer.contains("error"));
  CHECK(answer["error"]["message"].get<std::string>().find("cannot be renamed") == 0);
}

TEST_CASE("who does not want to wait for references gets what there is, marked", "[protocol][index]") {
  Unfinished fixture(kProject);
  fixture.start_asking(0);
  fixture.open("main.cpp");
  CHECK(fixture.references_at("main.cpp", 1, 27).size() >= 2);
  const Json mark = fixture.mark();
  CHECK(mark["complete"] == false);
  CHECK_FALSE(mark.contains("candidates"));
}

}  // namespace cairn::test
