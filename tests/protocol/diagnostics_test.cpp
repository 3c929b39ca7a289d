// textDocument/publishDiagnostics and the marks on partial answers.
#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {

TEST_CASE("diagnostics carry version, severity, code, source and related places", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "void twice();\nint twice();\nint main() { int unused; }\n"}});
  fixture.start();
  must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities(), {{"fallbackFlags", {"-Wall"}}}));
  fixture.open("a.cpp", 7);
  const Json diagnostics = fixture.diagnostics("a.cpp", 7);
  REQUIRE(diagnostics.size() == 2);
  CHECK(diagnostics[0]["severity"] == 1);
  CHECK(diagnostics[0]["source"] == "clang");
  REQUIRE(diagnostics[0]["relatedInformation"].size() == 1);
  CHECK(diagnostics[0]["relatedInformation"][0]["location"]["range"]["start"]["line"] == 0);
  CHECK(diagnostics[1]["severity"] == 2);
  CHECK(diagnostics[1]["code"] == "-Wunused-variable");
}

TEST_CASE("a typo brings a diagnostic and its repair clears it", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  CHECK(fixture.diagnostics("a.cpp", 1).empty());
  fixture.change("a.cpp", "imt x;\n", 2);
  CHECK(fixture.diagnostics("a.cpp", 2).size() == 1);
  fixture.change("a.cpp", "int x;\n", 3);
  CHECK(fixture.diagnostics("a.cpp", 3).empty());
}

TEST_CASE("closing a file clears its diagnostics", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "imt x;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  CHECK(fixture.diagnostics("a.cpp", 1).size() == 1);
  must(fixture.client().notify("textDocument/didClose", {{"textDocument", {{"uri", fixture.uri("a.cpp")}}}}));
  const Json cleared = must(fixture.client().wait_notification("textDocument/publishDiagnostics"));
  CHECK(cleared["diagnostics"].empty());
}

TEST_CASE("an error inside a header stands on the include line with its true place", "[protocol]") {
  ServerFixture fixture(Files{{"bad.h", "int f(;\n"}, {"a.cpp", "int first;\n#include \"bad.h\"\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  const Json diagnostics = fixture.diagnostics("a.cpp", 1);
  REQUIRE(diagnostics.size() == 1);
  CHECK(diagnostics[0]["range"]["start"]["line"] == 1);
  CHECK(diagnostics[0]["relatedInformation"][0]["location"]["uri"] == fixture.uri("bad.h"));
}

TEST_CASE("references say that they are partial, as a status to those who ask and in the log to others", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\nint y = x;\n"}});
  Json params = fixture.at("a.cpp", 0, 4);
  params["context"] = {{"includeDeclaration", false}};
  SECTION("status") {
    fixture.start();
    Json capabilities = ServerFixture::capabilities();
    capabilities["experimental"] = {{"cairn", {{"answerStatus", true}}}};
    must(fixture.client().initialize(fixture.root(), capabilities));
    fixture.open("a.cpp");
    const std::int64_t id = fixture.client().send_request("textDocument/references", params);
    const Json status = must(fixture.client().wait_notification("$/answerStatus"));
    CHECK(status["requestId"] == id);
    CHECK(status["complete"] == false);
    CHECK(status["source"] == "semantic");
    CHECK(must(fixture.client().wait_response(id))["result"].size() == 1);
  }
  SECTION("log") {
    fixture.start_initialized();
    fixture.open("a.cpp");
    CHECK(fixture.request("textDocument/references", params).size() == 1);
    CHECK(fixture.client().wait_notification("window/logMessage", [](const Json& p) {
      return p["message"].get<std::string>().find("partial answer") != std::string::npos;
    }));
  }
}

}  // namespace cairn::test
