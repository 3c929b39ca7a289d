// Cancellation: every request gets exactly one answer, whatever the timing.
#include <signal.h>

#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

const Files kFile = {{"a.cpp", "int value;\nint other = value;\n"}};

struct Stopped {
  ServerFixture fixture{kFile};
  pid_t worker = 0;
  Stopped() {
    fixture.start_initialized();
    fixture.open("a.cpp");
    fixture.diagnostics("a.cpp", 1);
    worker = fixture.workers().at(0).pid;
    ::kill(worker, SIGSTOP);
  }
  std::int64_t hover() { return fixture.client().send_request("textDocument/hover", fixture.at("a.cpp", 1, 13)); }
  void cancel(std::int64_t id) { must(fixture.client().notify("$/cancelRequest", {{"id", id}})); }
  Json answer(std::int64_t id) { return must(fixture.client().wait_response(id)); }
};

}  // namespace

TEST_CASE("a request that the worker is busy with is cancelled at once", "[protocol]") {
  Stopped stopped;
  const std::int64_t id = stopped.hover();
  stopped.cancel(id);
  CHECK(stopped.answer(id)["error"]["code"] == -32800);
  // The worker's late answer is not given to the next question.
  const std::int64_t next = stopped.hover();
  ::kill(stopped.worker, SIGCONT);
  CHECK(stopped.answer(next)["result"]["contents"]["value"].get<std::string>().find("int value") != std::string::npos);
}

TEST_CASE("a request that waits behind another is cancelled, and the others are answered", "[protocol]") {
  Stopped stopped;
  const std::int64_t first = stopped.hover();
  const std::int64_t second = stopped.hover();
  const std::int64_t third = stopped.hover();
  stopped.cancel(second);
  CHECK(stopped.answer(second)["error"]["code"] == -32800);
  ::kill(stopped.worker, SIGCONT);
  CHECK(stopped.answer(first).contains("result"));
  CHECK(stopped.answer(third).contains("result"));
}

TEST_CASE("cancelling what is answered, unknown or malformed does nothing", "[protocol]") {
  Stopped stopped;
  ::kill(stopped.worker, SIGCONT);
  const std::int64_t id = stopped.hover();
  CHECK(stopped.answer(id).contains("result"));
  stopped.cancel(id);
  stopped.cancel(4711);
  must(stopped.fixture.client().notify("$/cancelRequest", {{"id", {1, 2}}}));
  must(stopped.fixture.client().notify("$/cancelRequest", nullptr));
  CHECK(stopped.answer(stopped.hover()).contains("result"));
}

TEST_CASE("closing a file answers its open requests", "[protocol]") {
  Stopped stopped;
  const std::int64_t busy = stopped.hover();
  const std::int64_t waiting = stopped.hover();
  must(stopped.fixture.client().notify("textDocument/didClose",
                                       {{"textDocument", {{"uri", stopped.fixture.uri("a.cpp")}}}}));
  CHECK(stopped.answer(busy)["error"]["code"] == -32800);
  CHECK(stopped.answer(waiting)["error"]["code"] == -32800);
}

TEST_CASE("string ids are answered and cancelled like numbers", "[protocol]") {
  Stopped stopped;
  auto& client = stopped.fixture.client();
  const Json params = stopped.fixture.at("a.cpp", 1, 13);
  must(client.write_raw(
      rpc::encode_message(rpc::to_text(rpc::Request{std::string("one"), "textDocument/hover", params}))));
  must(client.notify("$/cancelRequest", {{"id", "one"}}));
  // The answer to a later request comes behind the cancelled one's.
  stopped.fixture.request("$/metrics", nullptr);
  const Json metrics = stopped.fixture.request("$/metrics", nullptr);
  CHECK(metrics["counters"]["request.error.-32800"] == 1);
}

}  // namespace cairn::test
