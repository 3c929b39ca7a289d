// Documents whose edits make no sense: dropped with an error, told once, well again
// when they are opened again.
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/protocol/hostile.h"

namespace cairn::test {
namespace {

// A wrong didChange for a.cpp of "int x;\n" at version 5, and what the error says.
struct WrongEdit {
  const char* what;
  int version;
  Json change;
  const char* error;
};

std::vector<WrongEdit> wrong_edits() {
  return {
      {"a reversed range", 6, {{"range", range(0, 5, 0, 4)}, {"text", "y"}}, "range.start 0:5 is after range.end 0:4"},
      {"a range of reversed lines", 6, {{"range", range(1, 0, 0, 0)}, {"text", ""}}, "is after range.end"},
      {"a start beyond the end",
       6,
       {{"range", range(9, 0, 9, 1)}, {"text", "y"}},
       "range.start: line 9 is past the end"},
      {"an end beyond the end", 6, {{"range", range(0, 0, 2147483647, 0)}, {"text", ""}}, "range.end: line 2147483647"},
      {"a version before the last", 4, {{"text", "int y;\n"}}, "textDocument.version: 4 comes after 5"},
      {"a line that is no number",
       6,
       {{"range", {{"start", {{"line", "0"}, {"character", 0}}}, {"end", nullptr}}}, {"text", ""}},
       "contentChanges[0].range.start.line: expected integer, got string"},
      {"no text", 6, {{"range", range(0, 0, 0, 0)}}, "contentChanges[0].text: missing"},
  };
}

}  // namespace

TEST_CASE("a document with a wrong edit is dropped with one error and recovers when it is opened again", "[protocol]") {
  HostileFixture fixture;
  for (const WrongEdit& wrong : wrong_edits()) {
    INFO(wrong.what);
    fixture.open_text("a.cpp", "int x;\n", 5);
    fixture.edit("a.cpp", wrong.version, wrong.change);
    const std::string message =
        must(fixture.client().wait_notification("window/showMessage"))["message"].get<std::string>();
    INFO(message);
    CHECK(message.find("impossible edit") != std::string::npos);
    CHECK(message.find(wrong.error) != std::string::npos);

    // The client does not know and types on.
    for (int version = 7; version < 10; ++version) fixture.edit("a.cpp", version, {{"text", "int z;\n"}});
    const Json error = fixture.error_of("textDocument/hover", fixture.at("a.cpp", 0, 4));
    REQUIRE(error.is_object());
    CHECK(error["code"] == -32602);
    CHECK(error["message"].get<std::string>().find("is not open") != std::string::npos);
    CHECK(fixture.messages("window/showMessage", "") == 0);
    fixture.check_alive();

    fixture.open_text("a.cpp", "int again;\n", 1);
    CHECK(fixture.diagnostics("a.cpp", 1).empty());
    const Json hover = fixture.request("textDocument/hover", fixture.at("a.cpp", 0, 4));
    CHECK(hover["contents"]["value"].get<std::string>().find("again") != std::string::npos);
    fixture.notify("textDocument/didClose", {{"textDocument", {{"uri", fixture.uri("a.cpp")}}}});
  }
}

TEST_CASE("questions that wait when their document is dropped are answered", "[protocol]") {
  HostileFixture fixture;
  fixture.open_text("a.cpp", "int x;\n", 5);
  const std::int64_t waiting = fixture.client().send_request("textDocument/hover", fixture.at("a.cpp", 0, 4));
  fixture.edit("a.cpp", 6, {{"range", range(9, 0, 9, 0)}, {"text", ""}});
  must(fixture.client().wait_response(waiting));
  fixture.check_alive();
}

TEST_CASE("a version that repeats itself is taken", "[protocol]") {
  HostileFixture fixture;
  fixture.open_text("a.cpp", "int x;\n", 0);
  fixture.edit("a.cpp", 0, {{"text", "int renamed;\n"}});
  const Json hover = fixture.request("textDocument/hover", fixture.at("a.cpp", 0, 4));
  CHECK(hover["contents"]["value"].get<std::string>().find("renamed") != std::string::npos);
}

TEST_CASE("of a document that is opened twice the newer text counts", "[protocol]") {
  HostileFixture fixture;
  fixture.open_text("a.cpp", "int older;\n", 3);
  fixture.open_text("a.cpp", "int newer;\n", 1);
  CHECK(fixture.diagnostics("a.cpp", 1).empty());
  const Json hover = fixture.request("textDocument/hover", fixture.at("a.cpp", 0, 4));
  CHECK(hover["contents"]["value"].get<std::string>().find("newer") != std::string::npos);
  fixture.edit("a.cpp", 2, {{"range", range(0, 4, 0, 9)}, {"text", "edited"}});
  CHECK(fixture.diagnostics("a.cpp", 2).empty());
  fixture.check_alive();
}

TEST_CASE("a document that was never opened is changed and closed without harm, and the user told once", "[protocol]") {
  HostileFixture fixture(Files{{"a.cpp", "int x;\n"}});
  for (int version = 1; version < 4; ++version) fixture.edit("a.cpp", version, {{"text", "int y;\n"}});
  fixture.check_alive();
  CHECK(fixture.messages("window/showMessage", "is not open") == 1);
  for (int i = 0; i < 3; ++i)
    fixture.notify("textDocument/didClose", {{"textDocument", {{"uri", fixture.uri("a.cpp")}}}});
  fixture.open("a.cpp");
  CHECK(fixture.diagnostics("a.cpp", 1).empty());
  fixture.check_alive();
}

TEST_CASE("an edit with a thousand changes applies them all or drops the document", "[protocol]") {
  HostileFixture fixture;
  fixture.open_text("a.cpp", "int x;\n", 1);
  Json changes = Json::array();
  for (int i = 0; i < 1000; ++i) changes.push_back({{"range", range(0, 4, 0, 4)}, {"text", "x"}});
  const Json document = {{"uri", fixture.uri("a.cpp")}, {"version", 2}};
  fixture.notify("textDocument/didChange", {{"textDocument", document}, {"contentChanges", changes}});
  const Json hover = fixture.request("textDocument/hover", fixture.at("a.cpp", 0, 4));
  CHECK(hover["range"]["end"]["character"] == 1005);
  changes.push_back({{"range", range(7, 0, 7, 0)}, {"text", ""}});
  fixture.notify("textDocument/didChange",
                 {{"textDocument", {{"uri", fixture.uri("a.cpp")}, {"version", 3}}}, {"contentChanges", changes}});
  CHECK(fixture.error_of("textDocument/hover", fixture.at("a.cpp", 0, 4))["code"] == -32602);
  fixture.check_alive();
}

}  // namespace cairn::test
