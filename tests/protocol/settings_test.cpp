// Settings from files, from initializationOptions and while the server runs.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

// Says by a warning which of these macros is defined.
constexpr const char* kTelling = R"(#ifdef FROM_USER
#warning from user
#endif
#ifdef FROM_WORKSPACE
#warning from workspace
#endif
#ifdef FROM_CLIENT
#warning from client
#endif
)";

void write(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

void configure(ServerFixture& fixture, const Json& settings) {
  must(fixture.client().notify("workspace/didChangeConfiguration", {{"settings", settings}}));
}

// Waits until the file has exactly this one warning; empty: none.
void wait_for_warning(ServerFixture& fixture, const std::string& text) {
  must(fixture.client().wait_notification("textDocument/publishDiagnostics", [&](const Json& params) {
    const Json& found = params["diagnostics"];
    return text.empty() ? found.empty() : found.size() == 1 && found[0]["message"] == text;
  }));
}

void wait_for_log(ServerFixture& fixture, const std::string& part) {
  must(fixture.client().wait_notification("window/logMessage", [&](const Json& params) {
    return params["message"].get<std::string>().find(part) != std::string::npos;
  }));
}

}  // namespace

TEST_CASE("settings stand in the user's file, above it the workspace's, above it the client's", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", kTelling}});
  write(fixture.config_home() + "/cairn/config.json", R"({"fallbackFlags":["-DFROM_USER"]})");
  SECTION("user") {
    fixture.start_initialized();
    fixture.open("a.cpp");
    wait_for_warning(fixture, "from user");
  }
  SECTION("workspace") {
    write(fixture.path(".cairn.json"), R"({"fallbackFlags":["-DFROM_WORKSPACE"],"worker":{"maxCount":64}})");
    fixture.start_initialized();
    wait_for_log(fixture, "worker.maxCount: a workspace may not raise this");
    fixture.open("a.cpp");
    wait_for_warning(fixture, "from workspace");
  }
  SECTION("client") {
    write(fixture.path(".cairn.json"), R"({"fallbackFlags":["-DFROM_WORKSPACE"]})");
    fixture.start_initialized({{"fallbackFlags", {"-DFROM_CLIENT"}}});
    fixture.open("a.cpp");
    wait_for_warning(fixture, "from client");
  }
}

TEST_CASE("a changed configuration counts at once, and what it no longer says falls back", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", kTelling}});
  fixture.start_initialized({{"fallbackFlags", {"-DFROM_USER"}}});
  fixture.open("a.cpp");
  wait_for_warning(fixture, "from user");
  configure(fixture, {{"cairn", {{"fallbackFlags", {"-DFROM_CLIENT"}}}}});
  wait_for_warning(fixture, "from client");
  configure(fixture, {{"cairn", Json::object()}});
  wait_for_warning(fixture, "from user");
  configure(fixture, {{"cairn", {{"fallbackFlags", Json::array()}}}});
  wait_for_warning(fixture, "");
}

TEST_CASE("another database is used from the moment that the configuration names it", "[protocol]") {
  ServerFixture fixture(Files{
      {"a.cpp", kTelling},
      {"variant/compile_commands.json",
       R"([{"directory":"..","file":"a.cpp","command":"c++ -DFROM_WORKSPACE -c a.cpp"}])"},
  });
  fixture.start_initialized();
  fixture.open("a.cpp");
  wait_for_warning(fixture, "");
  configure(fixture, {{"cairn", {{"compilationDatabasePath", "variant"}}}});
  wait_for_warning(fixture, "from workspace");
}

TEST_CASE("wrong configurations are told with their path and ignored", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  configure(fixture, {{"cairn", {{"worker", {{"maxCount", 1000}}}, {"colour", "red"}}}});
  wait_for_log(fixture, "worker.maxCount: expected integer from 1 to 64");
  wait_for_log(fixture, "colour: unknown setting");
  for (const Json& wrong :
       {Json(nullptr), Json(7), Json("x"), Json::array({1}), Json{{"cairn", 7}}, Json{{"other", 1}}}) {
    configure(fixture, wrong);
  }
  wait_for_log(fixture, "expected object, got number 7");
  must(fixture.client().notify("workspace/didChangeConfiguration", Json::array()));
  CHECK(fixture.request("textDocument/hover", fixture.at("a.cpp", 0, 4)).is_object());
}

TEST_CASE("a client that keeps its settings to itself is asked for them", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", kTelling}});
  fixture.start();
  Json capabilities = ServerFixture::capabilities();
  capabilities["workspace"]["configuration"] = true;
  must(fixture.client().initialize(fixture.root(), capabilities));
  fixture.client().answer_with("workspace/configuration", Json::array({{{"fallbackFlags", {"-DFROM_CLIENT"}}}}));
  fixture.open("a.cpp");
  wait_for_warning(fixture, "");
  configure(fixture, nullptr);
  const Json asked = must(fixture.client().wait_notification("workspace/configuration"));
  CHECK(asked["items"] == Json::array({{{"section", "cairn"}}}));
  wait_for_warning(fixture, "from client");
}

}  // namespace cairn::test
