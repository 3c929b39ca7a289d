#include "server/session/progress.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "protocol/rpc/framing.h"
#include "tests/unit/platform/io/loop_driver.h"

namespace cairn::server {
namespace {

using rpc::Json;

// A client that notes what it is sent.
struct Client {
  Client() { progress.set_supported(true); }

  void take(const std::string& bytes) {
    std::vector<rpc::MessageDecoder::Event> events;
    decoder.feed(bytes, events);
    for (const auto& event : events) sent.push_back(rpc::parse_json(event.text).value());
  }
  void reply(const Json& request, bool accept) {
    Json response = {{"jsonrpc", "2.0"}, {"id", request["id"]}};
    if (accept) {
      response["result"] = nullptr;
    } else {
      response["error"] = {{"code", -1}, {"message", "no"}};
    }
    connection.receive(rpc::encode_message(rpc::dump_json(response)));
  }
  void wait_for_create() {
    io::run_until(loop, [this] { return !sent.empty(); });
    REQUIRE(sent[0]["method"] == "window/workDoneProgress/create");
  }
  // The kinds of the $/progress notifications so far.
  std::vector<std::string> kinds() const {
    std::vector<std::string> result;
    for (const Json& each : sent) {
      if (each["method"] == "$/progress") result.push_back(each["params"]["value"]["kind"].get<std::string>());
    }
    return result;
  }

  io::EventLoop loop;
  rpc::MessageDecoder decoder;
  std::vector<Json> sent;
  rpc::Connection connection{rpc::Connection::Hooks{
      [this](const std::string& bytes) { take(bytes); },
      [](std::string_view, bool) { return std::optional<rpc::ResponseError>(); },
      [](std::string_view, std::chrono::microseconds, int) {}, [](std::string_view, std::string_view) {}}};
  Progress progress{loop, connection};
};

using Kinds = std::vector<std::string>;

}  // namespace

TEST_CASE("long work is created, begun and ended in this order", "[server][progress]") {
  Client client;
  const std::uint64_t id = client.progress.begin("Parsing", "a.cpp");
  CHECK(client.sent.empty());
  client.wait_for_create();
  CHECK(client.kinds().empty());  // not before the client agreed
  client.reply(client.sent[0], true);
  REQUIRE(client.sent.size() == 2);
  CHECK(client.sent[1]["params"]["token"] == client.sent[0]["params"]["token"]);
  CHECK(client.sent[1]["params"]["value"]["title"] == "Parsing");
  CHECK(client.sent[1]["params"]["value"]["message"] == "a.cpp");
  client.progress.end(id);
  client.progress.end(id);
  CHECK(client.kinds() == Kinds{"begin", "end"});
}

TEST_CASE("work that ends soon is never shown", "[server][progress]") {
  Client client;
  client.progress.end(client.progress.begin("Parsing", std::nullopt));
  const std::uint64_t longer = client.progress.begin("Reading", std::nullopt);
  client.wait_for_create();
  client.reply(client.sent[0], true);
  CHECK(client.sent.size() == 2);
  CHECK(client.sent[1]["params"]["value"]["title"] == "Reading");
  client.progress.end(longer);
}

TEST_CASE("work that ends before the client agreed is not begun", "[server][progress]") {
  Client client;
  const std::uint64_t id = client.progress.begin("Parsing", std::nullopt);
  client.wait_for_create();
  client.progress.end(id);
  client.reply(client.sent[0], true);
  CHECK(client.kinds().empty());
}

TEST_CASE("work that the client refused is neither begun nor ended", "[server][progress]") {
  Client client;
  const std::uint64_t id = client.progress.begin("Parsing", std::nullopt);
  client.wait_for_create();
  client.reply(client.sent[0], false);
  client.progress.end(id);
  CHECK(client.kinds().empty());
}

TEST_CASE("a client without progress is told of none", "[server][progress]") {
  Client client;
  client.progress.set_supported(false);
  const std::uint64_t id = client.progress.begin("Parsing", std::nullopt);
  CHECK(id != 0);
  io::Timer after(client.loop);
  bool over = false;
  after.start(Progress::kPatience + std::chrono::milliseconds(20), [&] { over = true; });
  io::run_until(client.loop, [&] { return over; });
  client.progress.end(id);
  CHECK(client.sent.empty());
}

TEST_CASE("works at the same time have tokens of their own", "[server][progress]") {
  Client client;
  const std::uint64_t a = client.progress.begin("a", std::nullopt);
  const std::uint64_t b = client.progress.begin("b", std::nullopt);
  CHECK(a != b);
  io::run_until(client.loop, [&] { return client.sent.size() == 2; });
  CHECK(client.sent[0]["params"]["token"] != client.sent[1]["params"]["token"]);
  client.reply(client.sent[1], true);
  client.reply(client.sent[0], true);
  client.progress.end(a);
  client.progress.end(b);
  CHECK(client.kinds() == Kinds{"begin", "begin", "end", "end"});
}

}  // namespace cairn::server
