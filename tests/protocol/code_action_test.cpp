// textDocument/codeAction over the real pipe.
#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

Json capabilities(bool document_changes = true) {
  Json result = ServerFixture::capabilities();
  result["textDocument"]["codeAction"] = {
      {"codeActionLiteralSupport", {{"codeActionKind", {{"valueSet", {"quickfix", "source"}}}}}}};
  if (document_changes) result["workspace"]["workspaceEdit"]["documentChanges"] = true;
  return result;
}

Json params(const ServerFixture& fixture, const std::string& name, std::uint32_t line, std::uint32_t character,
            Json context = {{"diagnostics", Json::array()}}) {
  const Json position = {{"line", line}, {"character", character}};
  return {{"textDocument", {{"uri", fixture.uri(name)}}},
          {"range", {{"start", position}, {"end", position}}},
          {"context", std::move(context)}};
}

}  // namespace

TEST_CASE("a fix of clang's is a code action for the version that it is about", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x = 1\nint y;\n"}});
  fixture.start();
  const Json result = must(fixture.client().initialize(fixture.root(), capabilities()));
  CHECK(result["capabilities"]["codeActionProvider"]["codeActionKinds"] == Json({"quickfix", "source.fixAll", "source.organizeImports"}));
  fixture.open("a.cpp", 3);
  // Asked before anything was parsed.
  const Json actions =
      fixture.request("textDocument/codeAction",
                      params(fixture, "a.cpp", 0, 9, {{"diagnostics", Json::array()}, {"only", {"quickfix"}}}));
  REQUIRE(actions.size() == 1);
  CHECK(actions[0]["title"] == "insert ';'");
  CHECK(actions[0]["kind"] == "quickfix");
  CHECK(actions[0]["isPreferred"] == true);
  CHECK(actions[0]["diagnostics"] == fixture.diagnostics("a.cpp", 3));
  const Json place = {{"line", 0}, {"character", 9}};
  CHECK(actions[0]["edit"] ==
        Json{{"documentChanges",
              Json::array(
                  {{{"textDocument", {{"uri", fixture.uri("a.cpp")}, {"version", 3}}},
                    {"edits", Json::array({{{"range", {{"start", place}, {"end", place}}}, {"newText", ";"}}})}}})}});
}

TEST_CASE("clients without documentChanges get plain changes", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x = 1\nint y;\n"}});
  fixture.start();
  must(fixture.client().initialize(fixture.root(), capabilities(false)));
  fixture.open("a.cpp");
  const Json actions = fixture.request("textDocument/codeAction", params(fixture, "a.cpp", 0, 9));
  REQUIRE_FALSE(actions.empty());
  CHECK(actions[0]["edit"]["changes"][fixture.uri("a.cpp")][0]["newText"] == ";");
  CHECK_FALSE(actions[0]["edit"].contains("documentChanges"));
}

TEST_CASE("clients that know only commands are offered nothing", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x = 1\nint y;\n"}});
  fixture.start();
  const Json result = must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities()));
  CHECK_FALSE(result["capabilities"].contains("codeActionProvider"));
  fixture.open("a.cpp");
  CHECK(fixture.request("textDocument/codeAction", params(fixture, "a.cpp", 0, 9)).empty());
}

TEST_CASE("fixing all leaves a file without complaints", "[protocol]") {
  const std::string before = "int counter\nint f() { return countr; }\nint g() { return countr; }\n";
  ServerFixture fixture(Files{{"a.cpp", before}});
  fixture.start();
  must(fixture.client().initialize(fixture.root(), capabilities()));
  fixture.open("a.cpp");
  const Json actions =
      fixture.request("textDocument/codeAction",
                      params(fixture, "a.cpp", 0, 0, {{"diagnostics", Json::array()}, {"only", {"source.fixAll"}}}));
  REQUIRE(actions.size() == 1);
  Json edits = actions[0]["edit"]["documentChanges"][0]["edits"];
  REQUIRE(edits.size() == 3);
  std::reverse(edits.begin(), edits.end());  // events of one change are applied one after the other
  Json changes = Json::array();
  for (const Json& edit : edits) changes.push_back({{"range", edit["range"]}, {"text", edit["newText"]}});
  must(fixture.client().notify(
      "textDocument/didChange",
      {{"textDocument", {{"uri", fixture.uri("a.cpp")}, {"version", 2}}}, {"contentChanges", changes}}));
  CHECK(fixture.diagnostics("a.cpp", 2).empty());
}

TEST_CASE("an action is never about a text that the client no longer has", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x = 1\nint y;\n"}});
  fixture.start();
  must(fixture.client().initialize(fixture.root(), capabilities()));
  fixture.open("a.cpp");
  fixture.diagnostics("a.cpp", 1);
  // Moves everything down; asked before that is parsed, then outdated by the next change.
  fixture.change("a.cpp", "\n\nint x = 1\nint y;\n", 2);
  const std::int64_t early = fixture.client().send_request("textDocument/codeAction", params(fixture, "a.cpp", 2, 9));
  fixture.change("a.cpp", "\n\n\nint x = 1\nint y;\n", 3);
  const std::int64_t late = fixture.client().send_request("textDocument/codeAction", params(fixture, "a.cpp", 3, 9));
  const Json first = must(fixture.client().wait_response(early));
  CHECK(first["error"]["code"] == -32801);
  const Json second = must(fixture.client().wait_response(late));
  REQUIRE_FALSE(second["result"].empty());
  const Json change = second["result"][0]["edit"]["documentChanges"][0];
  CHECK(change["textDocument"]["version"] == 3);
  CHECK(change["edits"][0]["range"]["start"]["line"] == 3);
}

TEST_CASE("a waiting code action is cancelled, or ends with its file", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "#include \"b.h\"\n"}, {"b.h", "int x = 1\nint y;\n"}});
  fixture.start();
  must(fixture.client().initialize(fixture.root(), capabilities()));
  fixture.open("a.cpp");
  const std::int64_t cancelled =
      fixture.client().send_request("textDocument/codeAction", params(fixture, "a.cpp", 0, 0));
  must(fixture.client().notify("$/cancelRequest", {{"id", cancelled}}));
  const std::int64_t closed = fixture.client().send_request("textDocument/codeAction", params(fixture, "a.cpp", 0, 0));
  must(fixture.client().notify("textDocument/didClose", {{"textDocument", {{"uri", fixture.uri("a.cpp")}}}}));
  CHECK(must(fixture.client().wait_response(cancelled))["error"]["code"] == -32800);
  CHECK(must(fixture.client().wait_response(closed))["error"]["code"] == -32801);
  CHECK(must(fixture.client().shut_down()) == 0);
}

TEST_CASE("wrong code action params are refused with the path of what is wrong", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start();
  must(fixture.client().initialize(fixture.root(), capabilities()));
  fixture.open("a.cpp");
  const auto error_of = [&](Json wrong) {
    const Json response = must(
        fixture.client().wait_response(fixture.client().send_request("textDocument/codeAction", std::move(wrong))));
    REQUIRE(response.contains("error"));
    CHECK(response["error"]["code"] == -32602);
    return response["error"]["message"].get<std::string>();
  };
  const Json good = params(fixture, "a.cpp", 0, 0);
  Json wrong = good;
  wrong.erase("context");
  CHECK(error_of(wrong).find("context") != std::string::npos);
  wrong = good;
  wrong["context"]["diagnostics"] = 7;
  CHECK(error_of(wrong).find("context.diagnostics") != std::string::npos);
  wrong = good;
  wrong["context"]["only"] = "quickfix";
  CHECK(error_of(wrong).find("context.only") != std::string::npos);
  wrong = good;
  wrong["range"]["end"] = -1;
  CHECK(error_of(wrong).find("range.end") != std::string::npos);
  CHECK(error_of(params(fixture, "b.cpp", 0, 0)).find("is not open") != std::string::npos);
  // Places that do not exist, and a range that ends before it begins, touch nothing.
  CHECK(fixture.request("textDocument/codeAction", params(fixture, "a.cpp", 2'000'000'000, 2'000'000'000)).empty());
  wrong = good;
  wrong["range"]["start"]["line"] = 100;
  CHECK(fixture.request("textDocument/codeAction", wrong).empty());
}

}  // namespace cairn::test
