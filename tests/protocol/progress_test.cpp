// $/progress around work that takes long.
#include <signal.h>

#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

Json with_progress() {
  Json capabilities = ServerFixture::capabilities();
  capabilities["window"] = {{"workDoneProgress", true}};
  return capabilities;
}

}  // namespace

TEST_CASE("a parse that takes long is announced, begun and ended under one token", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start();
  must(fixture.client().initialize(fixture.root(), with_progress()));
  fixture.open("a.cpp");
  fixture.diagnostics("a.cpp", 1);
  const pid_t worker = fixture.workers().at(0).pid;
  ::kill(worker, SIGSTOP);  // the next parse takes as long as we like
  fixture.change("a.cpp", "int y;\n", 2);
  const Json token = must(fixture.client().wait_notification("window/workDoneProgress/create"))["token"];
  const Json begin = must(fixture.client().wait_notification("$/progress"));
  CHECK(begin["token"] == token);
  CHECK(begin["value"]["kind"] == "begin");
  CHECK(begin["value"]["message"] == "a.cpp");
  ::kill(worker, SIGCONT);
  const Json end = must(fixture.client().wait_notification("$/progress"));
  CHECK(end["token"] == token);
  CHECK(end["value"]["kind"] == "end");
}

TEST_CASE("a client that did not announce progress gets none", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  fixture.diagnostics("a.cpp", 1);
  const pid_t worker = fixture.workers().at(0).pid;
  ::kill(worker, SIGSTOP);
  const std::int64_t id = fixture.client().send_request("textDocument/hover", fixture.at("a.cpp", 0, 4));
  fixture.change("a.cpp", "int y;\n", 2);
  ::kill(worker, SIGCONT);
  must(fixture.client().wait_response(id));
  fixture.diagnostics("a.cpp", 2);
  for (const Json& each : fixture.client().pending_notifications()) CHECK(each["method"] != "$/progress");
}

}  // namespace cairn::test
