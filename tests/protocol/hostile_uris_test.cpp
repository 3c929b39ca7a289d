// URIs as clients write them: escapes, schemes, Windows paths, hosts, nonsense.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/protocol/hostile.h"

namespace cairn::test {
namespace {

Json opened(const std::string& uri, const std::string& text = "int x;\n") {
  return {{"textDocument", {{"uri", uri}, {"languageId", "cpp"}, {"version", 1}, {"text", text}}}};
}

Json hover_at(const std::string& uri) {
  return {{"textDocument", {{"uri", uri}}}, {"position", {{"line", 0}, {"character", 4}}}};
}

Json changed(const std::string& uri, int version) {
  return {{"textDocument", {{"uri", uri}, {"version", version}}},
          {"contentChanges", Json::array({{{"text", "int y;\n"}}})}};
}

// No file of this machine, whatever the client means by them.
const std::vector<std::string> kForeignUris = {
    "untitled:Untitled-1", "http://example.org/a.cpp", "git:/a.cpp?ref",     "vscode-notebook-cell:/a.cpp#x",
    "file:///C:/a.cpp",    "file:///c%3A/a.cpp",       "file:///C%7C/a.cpp", "file://server/share/a.cpp"};
// Not even that.
const std::vector<std::string> kBrokenUris = {"",
                                              "a.cpp",
                                              "/a.cpp",
                                              ":",
                                              "file:",
                                              "file:a.cpp",
                                              "file://",
                                              "file:///a%zz.cpp",
                                              "file:///a%4",
                                              "file:///a%",
                                              "file:///a%00b.cpp"};

}  // namespace

TEST_CASE("a URI that names no local file is refused by every request with -32602 and the field", "[protocol]") {
  HostileFixture fixture;
  std::vector<std::string> uris = kForeignUris;
  uris.insert(uris.end(), kBrokenUris.begin(), kBrokenUris.end());
  for (const std::string& uri : uris) {
    INFO(uri);
    const Json error = fixture.error_of("textDocument/hover", hover_at(uri));
    REQUIRE(error.is_object());
    CHECK(error["code"] == -32602);
    CHECK(error["message"].get<std::string>().starts_with("textDocument.uri: "));
  }
  fixture.check_alive();
}

TEST_CASE("documents that are no local files are left alone, with one line in the log", "[protocol]") {
  HostileFixture fixture;
  for (const std::string& uri : kForeignUris) {
    INFO(uri);
    fixture.notify("textDocument/didOpen", opened(uri));
    CHECK(fixture.client().wait_notification("window/logMessage", [&](const Json& params) {
      return params["message"].get<std::string>().starts_with("textDocument/didOpen: textDocument.uri: ");
    }));
    for (int version = 2; version < 5; ++version) fixture.notify("textDocument/didChange", changed(uri, version));
    fixture.notify("textDocument/didClose", {{"textDocument", {{"uri", uri}}}});
  }
  fixture.check_alive();
  CHECK(fixture.messages("window/showMessage", "") == 0);
  CHECK(fixture.messages("window/logMessage", "didChange") == 0);
}

TEST_CASE("a document with a broken URI is refused once, not at every keystroke", "[protocol]") {
  HostileFixture fixture;
  for (const std::string& uri : kBrokenUris) {
    INFO(uri);
    fixture.notify("textDocument/didOpen", opened(uri));
    const std::string message =
        must(fixture.client().wait_notification("window/showMessage"))["message"].get<std::string>();
    CHECK(message.starts_with("textDocument/didOpen: textDocument.uri: "));
    for (int version = 2; version < 5; ++version) fixture.notify("textDocument/didChange", changed(uri, version));
    fixture.notify("textDocument/didClose", {{"textDocument", {{"uri", uri}}}});
  }
  fixture.check_alive();
  CHECK(fixture.messages("window/showMessage", "") == 0);
}

TEST_CASE("a path may be escaped in every way, and diagnostics come back in the client's own", "[protocol]") {
  HostileFixture fixture(Files{{"with space/caf\xC3\xA9 100%+#?.cpp", "int inside;\n"}});
  const std::string folder = "file://" + fixture.root();
  const std::vector<std::string> spellings = {
      folder + "/with%20space/caf%C3%A9%20100%25%2B%23%3F.cpp", folder + "/with%20space/caf%c3%a9%20100%25+%23%3f.cpp",
      folder + "/with space/caf\xC3\xA9 100%25+%23%3F.cpp",
      "file://localhost" + fixture.root() + "/./with%20space/../with%20space/%63af%C3%A9%20100%25%2B%23%3F.cpp",
      "FILE:" + fixture.root() + "/with%20space//caf%C3%A9%20100%25%2B%23%3F.cpp"};
  for (const std::string& opening : spellings) {
    INFO(opening);
    fixture.notify("textDocument/didOpen", opened(opening, "int inside;\n"));
    CHECK(fixture.client().wait_notification("textDocument/publishDiagnostics",
                                             [&](const Json& params) { return params["uri"] == opening; }));
    for (const std::string& asking : spellings) {
      INFO(asking);
      const Json hover = fixture.request("textDocument/hover", hover_at(asking));
      REQUIRE(hover.is_object());
      CHECK(hover["contents"]["value"].get<std::string>().find("inside") != std::string::npos);
    }
    fixture.notify("textDocument/didClose", {{"textDocument", {{"uri", opening}}}});
  }
}

TEST_CASE("a path that is not UTF-8 is a path like any other", "[protocol]") {
  HostileFixture fixture(Files{{"latin1-\xE9.h", "int from_latin1();\n"},
                               {"dir\xFF/a.cpp", "#include \"../latin1-\xE9.h\"\nint x = from_latin1();\n"}});
  const std::string uri = "file://" + fixture.root() + "/dir%FF/a.cpp";
  fixture.notify("textDocument/didOpen", opened(uri, "int from_latin1();\nint x = from_latin1();\n"));
  CHECK(fixture.client().wait_notification("textDocument/publishDiagnostics",
                                           [&](const Json& params) { return params["uri"] == uri; }));
  CHECK(fixture.request("textDocument/hover", hover_at(uri)).is_object());
  Json position = hover_at(uri);
  position["position"] = {{"line", 1}, {"character", 9}};
  const Json definition = fixture.request("textDocument/definition", position);
  REQUIRE(definition.size() == 1);
  CHECK(definition[0]["uri"] == uri);
  fixture.check_alive();
}

TEST_CASE("a URI of a folder or a path beyond the system's limits is no danger", "[protocol]") {
  HostileFixture fixture;
  for (const std::string& uri :
       {"file://" + fixture.root(), std::string("file:///"), "file:///" + std::string(5000, 'x') + ".cpp",
        "file:///" + std::string(300, 'y') + "/a.cpp", std::string("file:///dev/null"),
        std::string("file:///proc/self/mem")}) {
    INFO(uri.substr(0, 60));
    fixture.notify("textDocument/didOpen", opened(uri));
    fixture.check_alive();
    // Answered or refused, but answered.
    must(fixture.client().wait_response(fixture.client().send_request("textDocument/hover", hover_at(uri))));
    fixture.notify("textDocument/didClose", {{"textDocument", {{"uri", uri}}}});
  }
  fixture.check_alive();
}

}  // namespace cairn::test
