// kill -9 of a worker before, during and after every kind of request.
#include <signal.h>

#include <catch2/catch.hpp>

#include "tests/process/requests.h"

namespace cairn::test {
namespace {

enum class When { kBefore, kDuring, kAfter };

// Opens the file and waits until its worker is idle.
pid_t idle_worker(ServerFixture& fixture) {
  fixture.open("main.cpp");
  CHECK(fixture.diagnostics("main.cpp", 1).empty());
  const auto workers = fixture.workers();
  REQUIRE(workers.size() == 1);
  return workers[0].pid;
}

void ask(ServerFixture& fixture, const RequestKind& kind) {
  const Json answer = fixture.request(kind.method, kind.params(fixture));
  INFO(answer.dump());
  CHECK(kind.right(answer));
}

void kill_around(const RequestKind& kind, When when) {
  ServerFixture fixture(kSmallProject);
  fixture.start_initialized();
  const pid_t worker = idle_worker(fixture);
  if (when == When::kDuring) {
    // A stopped worker has the request and cannot have answered it.
    ::kill(worker, SIGSTOP);
    const std::int64_t id = fixture.client().send_request(kind.method, kind.params(fixture));
    const auto busy = fixture.workers();  // the server has handed out the job when this is answered
    REQUIRE(busy.size() == 1);
    CHECK(busy[0].state == "busy");
    ::kill(worker, SIGKILL);
    const Json response = must(fixture.client().wait_response(id));
    INFO(response.dump());
    REQUIRE(response.contains("result"));
    CHECK(kind.right(response["result"]));
  } else {
    if (when == When::kAfter) ask(fixture, kind);
    ::kill(worker, SIGKILL);
    ask(fixture, kind);
  }
  const auto workers = fixture.workers();
  REQUIRE(workers.size() == 1);
  CHECK(workers[0].pid != worker);
  CHECK(must(fixture.client().shut_down()) == 0);
}

}  // namespace

TEST_CASE("a worker killed before a request costs no answer", "[process]") {
  for (const RequestKind& kind : every_request()) {
    DYNAMIC_SECTION(kind.method) { kill_around(kind, When::kBefore); }
  }
}

TEST_CASE("a worker killed while it works on a request costs no answer", "[process]") {
  for (const RequestKind& kind : every_request()) {
    DYNAMIC_SECTION(kind.method) { kill_around(kind, When::kDuring); }
  }
}

TEST_CASE("a worker killed after a request costs no later answer", "[process]") {
  for (const RequestKind& kind : every_request()) {
    DYNAMIC_SECTION(kind.method) { kill_around(kind, When::kAfter); }
  }
}

TEST_CASE("a worker killed while it parses is replaced and diagnostics come", "[process]") {
  ServerFixture fixture(kSmallProject);
  fixture.start_initialized();
  const pid_t worker = idle_worker(fixture);
  ::kill(worker, SIGSTOP);
  fixture.change("main.cpp", "int broken = ;\n", 2);
  // The parse starts after the edit's delay; a question makes it start now.
  const std::int64_t id = fixture.client().send_request(
      "textDocument/documentSymbol", {{"textDocument", {{"uri", fixture.uri("main.cpp")}}}});
  const auto busy = fixture.workers();
  REQUIRE(busy.size() == 1);
  CHECK(busy[0].job == "parse");
  ::kill(worker, SIGKILL);
  CHECK(fixture.diagnostics("main.cpp", 2).size() == 1);
  CHECK(must(fixture.client().wait_response(id))["result"][0]["name"] == "broken");
  CHECK(must(fixture.client().shut_down()) == 0);
}

TEST_CASE("a worker that does not answer in time is killed and the request answered by another", "[process]") {
  ServerFixture fixture(kSmallProject);
  fixture.start_initialized({{"worker", {{"requestTimeoutMs", 500}}}});
  const pid_t worker = idle_worker(fixture);
  ::kill(worker, SIGSTOP);
  ask(fixture, every_request()[0]);
  REQUIRE(fixture.workers().size() == 1);
  CHECK(fixture.workers()[0].pid != worker);
  CHECK(must(fixture.client().shut_down()) == 0);
}

TEST_CASE("a file whose parse kills every worker is given up with a diagnostic, and an edit revives it", "[process]") {
  ServerFixture fixture(Files{{"main.cpp", "#pragma clang __debug crash\n"}, {"other.cpp", "int healthy;\n"}});
  fixture.start_initialized();
  fixture.open("main.cpp");
  const Json given_up = fixture.diagnostics("main.cpp", 1);
  REQUIRE(given_up.size() == 1);
  CHECK(given_up[0]["source"] == "cairn");
  CHECK(given_up[0]["message"].get<std::string>().find("died twice") != std::string::npos);
  // A question about it is answered, with the reason; another file is not affected.
  auto hover = fixture.client().request("textDocument/hover", fixture.at("main.cpp", 0, 1));
  REQUIRE(!hover);
  CHECK(hover.error().message.find("-32803") != std::string::npos);
  fixture.open("other.cpp");
  CHECK(fixture.diagnostics("other.cpp", 1).empty());
  fixture.change("main.cpp", "int fine;\n", 2);
  CHECK(fixture.diagnostics("main.cpp", 2).empty());
  const Json metrics = fixture.request("$/metrics", nullptr);
  CHECK(metrics["counters"]["worker.death"] == 2);
  CHECK(metrics["counters"]["parse.given_up"] == 1);
  CHECK(must(fixture.client().shut_down()) == 0);
}

TEST_CASE("without a usable worker program the server lives and says why nothing is parsed", "[process]") {
  for (const std::string program : {"/does/not/exist", "/etc/passwd", "/bin/true", "/bin/cat"}) {
    DYNAMIC_SECTION(program) {
      ServerFixture fixture(kSmallProject);
      fixture.start({}, {{"CAIRN_WORKER", program}});
      must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities()));
      fixture.open("main.cpp");
      if (program == "/bin/cat") {
        // It echoes nothing on our channel and never answers: closed by the file's own close.
        fixture.change("main.cpp", "int x;\n", 2);
        CHECK(fixture.workers().size() <= 1);
      } else {
        const Json diagnostics = fixture.diagnostics("main.cpp", 1);
        REQUIRE(diagnostics.size() == 1);
        CHECK(diagnostics[0]["source"] == "cairn");
      }
      CHECK(must(fixture.client().shut_down()) == 0);
    }
  }
}

}  // namespace cairn::test
