// What clangd's clients know: switchSourceHeader and fileStatus.
#include <catch2/catch.hpp>

#include <chrono>
#include <vector>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

// States of the file in the order in which they came, up to and including `last`.
std::vector<std::string> states_until(ServerFixture& fixture, const std::string& name, const std::string& last) {
  std::vector<std::string> states;
  while (states.empty() || states.back().find(last) == std::string::npos) {
    const Json params = must(fixture.client().wait_notification("textDocument/clangd.fileStatus"));
    if (params["uri"] == fixture.uri(name)) states.push_back(params["state"].get<std::string>());
  }
  return states;
}

}  // namespace

TEST_CASE("switching goes between source and header, also for files that are not open", "[protocol]") {
  ServerFixture fixture(Files{{"src/a.cpp", ""}, {"include/a.h", ""}, {"b.c", ""}});
  fixture.start_initialized();
  const auto other = [&](const std::string& name) {
    return fixture.request("textDocument/switchSourceHeader", {{"uri", fixture.uri(name)}});
  };
  CHECK(other("src/a.cpp") == fixture.uri("include/a.h"));
  CHECK(other("include/a.h") == fixture.uri("src/a.cpp"));
  CHECK(other("b.c") == "");
  CHECK(other("absent.cpp") == "");
}

TEST_CASE("switching finds a name in any folder, then what the header declares", "[protocol]") {
  ServerFixture fixture(Files{{"api/deep/shape.h", "int area_of_shape();\n"},
                              {"impl/other/shape.cpp", "#include \"shape.h\"\nint area_of_shape() { return 1; }\n"},
                              {"zzz/shape.cpp", "int unrelated() { return 2; }\n"},
                              {"api/text.h", "int first_word();\nint last_word();\n"},
                              {"impl/words.cpp", "int first_word() { return 1; }\nint last_word() { return 2; }\n"},
                              {"impl/half.cpp", "int first_word() { return 3; }\n"}});
  fixture.start_initialized();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (fixture.request("$/indexStatus", nullptr)["lexical"]["complete"] != true &&
         std::chrono::steady_clock::now() < deadline) {
  }
  const auto other = [&](const std::string& name) {
    return fixture.request("textDocument/switchSourceHeader", {{"uri", fixture.uri(name)}});
  };
  CHECK(other("impl/other/shape.cpp") == fixture.uri("api/deep/shape.h"));
  CHECK(other("api/text.h") == fixture.uri("impl/words.cpp"));
  CHECK(other("impl/words.cpp") == fixture.uri("api/text.h"));
}

TEST_CASE("wrong switches are refused", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  for (const Json& wrong : {Json(nullptr), Json::object(), Json{{"uri", 7}}, Json{{"uri", "untitled:1"}}}) {
    const Json response =
        must(fixture.client().wait_response(fixture.client().send_request("textDocument/switchSourceHeader", wrong)));
    CHECK(response["error"]["code"] == -32602);
  }
}

TEST_CASE("the status of a file is told to clients that ask for it", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start_initialized({{"clangdFileStatus", true}});
  fixture.open("a.cpp");
  using States = std::vector<std::string>;
  CHECK(states_until(fixture, "a.cpp", "idle") ==
        States{"file is queued", "parsing includes, parsing main file", "idle"});
  fixture.change("a.cpp", "int y;\n", 2);
  CHECK(states_until(fixture, "a.cpp", "idle") == States{"file is queued", "parsing main file", "idle"});
}

TEST_CASE("the status is not told to others", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  fixture.diagnostics("a.cpp", 1);
  fixture.request("$/metrics", nullptr);
  for (const Json& each : fixture.client().pending_notifications()) {
    CHECK(each["method"] != "textDocument/clangd.fileStatus");
  }
}

TEST_CASE("a file whose parse is given up has that as its status", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "#pragma clang __debug crash\n"}});
  fixture.start_initialized({{"clangdFileStatus", true}});
  fixture.open("a.cpp");
  CHECK(states_until(fixture, "a.cpp", "failed: the parser process died twice").size() >= 3);
  fixture.change("a.cpp", "int y;\n", 2);
  CHECK(states_until(fixture, "a.cpp", "idle").back() == "idle");
}

}  // namespace cairn::test
