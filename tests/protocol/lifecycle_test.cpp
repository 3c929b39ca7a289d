// The state machine of LSP 3.17, "Server lifecycle", over a real pipe.
#include <chrono>

#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

int error_code(ServerFixture& fixture, const std::string& method, Json params) {
  const std::int64_t id = fixture.client().send_request(method, std::move(params));
  const Json response = must(fixture.client().wait_response(id));
  return response.contains("error") ? response["error"]["code"].get<int>() : 0;
}

}  // namespace

TEST_CASE("requests before initialize are refused with -32002", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start();
  CHECK(error_code(fixture, "textDocument/hover", fixture.at("a.cpp", 0, 0)) == -32002);
  CHECK(error_code(fixture, "shutdown", nullptr) == -32002);
}

TEST_CASE("notifications before initialize are dropped, and the server goes on", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start();
  fixture.open("a.cpp");
  must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities()));
  CHECK(error_code(fixture, "textDocument/hover", fixture.at("a.cpp", 0, 4)) == -32602);  // not open
}

TEST_CASE("exit before initialize ends with code 1", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start();
  must(fixture.client().notify("exit", nullptr));
  CHECK(must(fixture.client().wait_exit()) == 1);
}

TEST_CASE("a second initialize is refused with -32600", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  CHECK(error_code(fixture, "initialize", {{"capabilities", Json::object()}}) == -32600);
}

TEST_CASE("requests after shutdown are refused with -32600, and exit ends with code 0", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  must(fixture.client().request("shutdown", nullptr));
  CHECK(error_code(fixture, "textDocument/hover", fixture.at("a.cpp", 0, 0)) == -32600);
  CHECK(error_code(fixture, "shutdown", nullptr) == -32600);
  must(fixture.client().notify("exit", nullptr));
  CHECK(must(fixture.client().wait_exit()) == 0);
}

TEST_CASE("a client may let a second pass between shutdown and exit", "[protocol]") {
  // What was to be looked at half a second after the start must not look any more.
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start_initialized();
  must(fixture.client().request("$/changesSeen", nullptr));
  must(fixture.client().request("shutdown", nullptr));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  while (std::chrono::steady_clock::now() < end) REQUIRE(error_code(fixture, "$/indexStatus", nullptr) == -32600);
  must(fixture.client().notify("exit", nullptr));
  CHECK(must(fixture.client().wait_exit()) == 0);
}

TEST_CASE("unknown requests get -32601 and unknown notifications nothing", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  must(fixture.client().notify("$/unknownNotification", Json::object()));
  must(fixture.client().notify("workspace/unknown", Json::object()));
  CHECK(error_code(fixture, "$/unknownRequest", Json::object()) == -32601);
  CHECK(error_code(fixture, "textDocument/unknown", Json::object()) == -32601);
}

TEST_CASE("initialize takes a wrong processId, a null root and no params at all", "[protocol]") {
  for (const Json& params : {Json({{"processId", "abc"}, {"capabilities", Json::object()}}),
                             Json({{"processId", nullptr}, {"rootUri", nullptr}}), Json(nullptr)}) {
    ServerFixture fixture(Files{});
    fixture.start();
    const Json result = fixture.request("initialize", params);
    CHECK(result["serverInfo"]["name"] == "cairn");
    CHECK(must(fixture.client().shut_down()) == 0);
  }
}

TEST_CASE("wrong settings and options are named in the client's log and ignored", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start({"--no-such-option", "--log=loud"});
  must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities(),
                                   {{"fallbackFlags", 7}, {"noSuchKey", true}, {"worker", {{"maxCount", 2}}}}));
  for (const std::string part : {"--no-such-option", "--log=loud", "fallbackFlags", "noSuchKey"}) {
    INFO(part);
    CHECK(fixture.client().wait_notification("window/logMessage", [&](const Json& params) {
      return params["message"].get<std::string>().find(part) != std::string::npos;
    }));
  }
}

TEST_CASE("trace is sent when it is switched on and stops when it is switched off", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  must(fixture.client().notify("$/setTrace", {{"value", "verbose"}}));
  fixture.request("$/metrics", nullptr);
  const Json trace = must(fixture.client().wait_notification("$/logTrace"));
  CHECK(trace["message"].get<std::string>().find("$/metrics") != std::string::npos);
  CHECK(trace.contains("verbose"));
  must(fixture.client().notify("$/setTrace", {{"value", "off"}}));
  fixture.request("$/metrics", nullptr);
  fixture.request("$/metrics", nullptr);
  std::size_t later = 0;
  for (const Json& each : fixture.client().pending_notifications()) {
    later +=
        each["method"] == "$/logTrace" && each["params"]["message"].get<std::string>().starts_with("Received request");
  }
  CHECK(later == 0);
}

}  // namespace cairn::test
