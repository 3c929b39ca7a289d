// kill -9 of a worker before, during and after every kind of request.
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>
#include <utility>

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

using Workers = decltype(std::declval<ServerFixture&>().workers());

// The workers once `is_so`, which has to come. A question may first wait a little for the store to be opened.
Workers workers_when(ServerFixture& fixture, const std::function<bool(const Workers&)>& is_so) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  Workers workers = fixture.workers();
  while (!is_so(workers) && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    workers = fixture.workers();
  }
  REQUIRE(is_so(workers));
  return workers;
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
    workers_when(fixture, [](const Workers& all) { return all.size() == 1 && all[0].state == "busy"; });
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
  // What was answered before is kept, and may need no worker: then the server hears of the death when it comes to it.
  const auto workers = workers_when(fixture, [&](const Workers& all) {
    return std::none_of(all.begin(), all.end(), [&](const auto& each) { return each.pid == worker; });
  });
  if (when != When::kAfter) CHECK(workers.size() == 1);
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
  const std::int64_t id = fixture.client().send_request("textDocument/documentSymbol",
                                                        {{"textDocument", {{"uri", fixture.uri("main.cpp")}}}});
  workers_when(fixture, [](const Workers& all) { return all.size() == 1 && all[0].job == "parse"; });
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

}  // namespace cairn::test
