// $/metrics in both forms, alerts, and the trace of a session.
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

const Files kProject = {{"main.cpp", "int twice(int a) { return 2 * a; }\nint main() { return twice(3); }\n"}};

}  // namespace

TEST_CASE("metrics have gauges, and are told to Prometheus with the same figures", "[protocol][metrics]") {
  ServerFixture fixture(kProject);
  fixture.start_initialized();
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  fixture.request("textDocument/hover", fixture.at("main.cpp", 0, 5));
  const Json metrics = fixture.request("$/metrics", nullptr);
  CHECK(metrics["gauges"]["files.open"] == 1);
  CHECK(metrics["gauges"]["workers.open_files"] == 1);
  CHECK(metrics["gauges"]["requests.open"] == 1);  // this one
  CHECK(metrics["gauges"]["answers.kept"] == 1);
  CHECK(metrics["gauges"]["handles.open"] > 5);
  CHECK(metrics["spans"]["request.textDocument/hover"]["count"] == 1);
  CHECK(metrics["spans"]["job.parse"]["count"] == 1);
  const auto text = fixture.request("$/metrics", {{"format", "prometheus"}})["text"].get<std::string>();
  CHECK(text.find("\ncairn_files_open 1\n") != std::string::npos);
  CHECK(text.find("\ncairn_request_duration_seconds_count{method=\"textDocument/hover\"} 1\n") != std::string::npos);
  CHECK(text.find("\ncairn_job_duration_seconds_count{kind=\"parse\"} 1\n") != std::string::npos);
}

TEST_CASE("a threshold of the settings alerts once it is passed", "[protocol][metrics]") {
  ServerFixture fixture(kProject);
  fixture.start_initialized({{"alerts", {{"openHandles", 1}, {"noSuch", 2}}}});
  must(fixture.client().wait_notification("window/logMessage", [](const Json& params) {
    return params["message"].get<std::string>().find("noSuch") != std::string::npos;
  }));
  const Json alert = must(fixture.client().wait_notification("$/alert"));
  CHECK(alert["name"] == "openHandles");
  CHECK(alert["threshold"] == 1);
  CHECK(alert["value"] > 5);
  CHECK(fixture.request("$/metrics", nullptr)["counters"]["alerts"] == 1);
}

TEST_CASE("the option --trace writes a session's requests and jobs as a Chrome trace", "[protocol][metrics]") {
  ServerFixture fixture(kProject);
  const std::string file = fixture.path("trace.json");
  fixture.start({"--trace=" + file});
  must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities()));
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  fixture.request("textDocument/hover", fixture.at("main.cpp", 0, 5));
  fixture.request("textDocument/documentSymbol", {{"textDocument", {{"uri", fixture.uri("main.cpp")}}}});
  CHECK(must(fixture.client().shut_down()) == 0);

  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  const Json trace = Json::parse(text.str());
  std::map<std::int64_t, Json> begun;
  std::map<std::string, int> names;
  for (const Json& event : trace["traceEvents"]) {
    const auto phase = event["ph"].get<std::string>();
    if (phase == "b") begun[event["id"].get<std::int64_t>()] = event;
    if (phase != "e") continue;
    REQUIRE(begun.contains(event["id"].get<std::int64_t>()));
    const Json& begin = begun[event["id"].get<std::int64_t>()];
    CHECK(begin["name"] == event["name"]);
    CHECK(begin["ts"] <= event["ts"]);
    begun.erase(event["id"].get<std::int64_t>());
    ++names[event["name"].get<std::string>()];
  }
  CHECK(begun.empty());
  CHECK(names["request.textDocument/hover"] == 1);
  CHECK(names["request.initialize"] == 1);
  CHECK(names["job.parse"] == 1);
  CHECK(names["job.hover"] == 1);
}

TEST_CASE("a trace that cannot be written is told, and the server serves", "[protocol][metrics]") {
  ServerFixture fixture(kProject);
  fixture.start({"--trace=/nowhere/trace.json"});
  must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities()));
  must(fixture.client().wait_notification("window/logMessage", [](const Json& params) {
    return params["message"].get<std::string>().find("/nowhere/trace.json") != std::string::npos;
  }));
}

}  // namespace cairn::test
