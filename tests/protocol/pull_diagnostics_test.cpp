// textDocument/diagnostic: diagnostics for clients that ask for them.
#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

// A server whose client pulls diagnostics.
class Pulling : public ServerFixture {
 public:
  explicit Pulling(const Files& files, Json options = nullptr) : ServerFixture(files) {
    start();
    Json wanted = capabilities();
    wanted["textDocument"]["diagnostic"] = Json::object();
    wanted["workspace"]["diagnostics"]["refreshSupport"] = true;
    offered = must(client().initialize(root(), wanted, std::move(options)))["capabilities"];
  }

  Json params(const std::string& name, Json previous = nullptr) const {
    Json result = {{"textDocument", {{"uri", uri(name)}}}};
    if (!previous.is_null()) result["previousResultId"] = std::move(previous);
    return result;
  }
  Json pull(const std::string& name, Json previous = nullptr) {
    return request("textDocument/diagnostic", params(name, std::move(previous)));
  }
  bool was_pushed_to() const {
    for (const Json& each : client().pending_notifications()) {
      if (each["method"] == "textDocument/publishDiagnostics") return true;
    }
    return false;
  }

  Json offered;
};

}  // namespace

TEST_CASE("a client that pulls gets all diagnostics, then only what is new, and nothing is pushed", "[protocol]") {
  Pulling fixture(Files{{"a.cpp", "imt x;\n"}});
  CHECK(fixture.offered["diagnosticProvider"] ==
        Json{{"interFileDependencies", true}, {"workspaceDiagnostics", false}});
  fixture.open("a.cpp");
  const Json first = fixture.pull("a.cpp");
  CHECK(first["kind"] == "full");
  REQUIRE(first["items"].size() == 1);
  CHECK(first["items"][0]["message"] == "unknown type name 'imt'; did you mean 'int'?");
  const Json second = fixture.pull("a.cpp", first["resultId"]);
  CHECK(second == Json{{"kind", "unchanged"}, {"resultId", first["resultId"]}});
  CHECK(fixture.pull("a.cpp", "another")["kind"] == "full");
  fixture.change("a.cpp", "int x;\n", 2);
  const Json third = fixture.pull("a.cpp", first["resultId"]);
  CHECK(third["kind"] == "full");
  CHECK(third["items"].empty());
  must(fixture.client().notify("textDocument/didClose", {{"textDocument", {{"uri", fixture.uri("a.cpp")}}}}));
  CHECK(must(fixture.client().shut_down()) == 0);
  CHECK_FALSE(fixture.was_pushed_to());
}

TEST_CASE("clients that do not pull are not offered it and are pushed to", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "imt x;\n"}});
  fixture.start();
  const Json result = must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities()));
  CHECK_FALSE(result["capabilities"].contains("diagnosticProvider"));
  fixture.open("a.cpp");
  CHECK(fixture.diagnostics("a.cpp", 1).size() == 1);
}

TEST_CASE("a pull that an edit overtakes is to be sent again", "[protocol]") {
  Pulling fixture(Files{{"a.cpp", "imt x;\n"}});
  fixture.open("a.cpp");
  const std::int64_t early = fixture.client().send_request("textDocument/diagnostic", fixture.params("a.cpp"));
  fixture.change("a.cpp", "int x;\n", 2);
  const Json response = must(fixture.client().wait_response(early));
  CHECK(response["error"]["code"] == -32802);
  CHECK(response["error"]["data"] == Json{{"retriggerRequest", true}});
  CHECK(fixture.pull("a.cpp")["items"].empty());
}

TEST_CASE("what changes without the client's doing is announced by a refresh", "[protocol]") {
  Pulling fixture(Files{{"a.h", "int f();\n"}, {"a.cpp", "#include \"a.h\"\nint x = f();\n"}});
  fixture.open("a.h");
  fixture.open("a.cpp");
  CHECK(fixture.pull("a.cpp")["items"].empty());
  fixture.change("a.h", "int g();\n", 2);
  must(fixture.client().wait_notification("workspace/diagnostic/refresh"));
  CHECK(fixture.pull("a.cpp")["items"].size() == 1);
}

TEST_CASE("a file that cannot be parsed says so to who pulls", "[protocol]") {
  Pulling fixture(Files{{"a.cpp", "#pragma clang __debug crash\n"}});
  fixture.open("a.cpp");
  const Json report = fixture.pull("a.cpp");
  CHECK(report["kind"] == "full");
  REQUIRE(report["items"].size() == 1);
  CHECK(report["items"][0]["code"] == "not-parsed");
}

TEST_CASE("wrong pulls are refused and harm nothing", "[protocol]") {
  Pulling fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.open("a.cpp");
  const auto code_of = [&](Json wrong) {
    return must(fixture.client().wait_response(
        fixture.client().send_request("textDocument/diagnostic", std::move(wrong))))["error"]["code"];
  };
  CHECK(code_of(nullptr) == -32602);
  CHECK(code_of(Json::array()) == -32602);
  CHECK(code_of({{"textDocument", {{"uri", 7}}}}) == -32602);
  CHECK(code_of({{"textDocument", {{"uri", "untitled:x"}}}}) == -32602);
  CHECK(code_of(fixture.params("b.cpp")) == -32602);
  CHECK(code_of(fixture.params("a.cpp", 7)) == -32602);
  const std::int64_t id = fixture.client().send_request("textDocument/diagnostic", fixture.params("a.cpp"));
  must(fixture.client().notify("$/cancelRequest", {{"id", id}}));
  must(fixture.client().wait_response(id));
  CHECK(fixture.pull("a.cpp")["kind"] == "full");
}

}  // namespace cairn::test
