#include "protocol/rpc/connection.h"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::rpc {
namespace {

// A Connection whose peer is the test.
struct Peer {
  Peer()
      : connection(std::make_unique<Connection>(Connection::Hooks{
            [this](const std::string& bytes) { take(bytes); },
            [this](std::string_view method, bool is_request) -> std::optional<ResponseError> {
              if (method != refused_method) return std::nullopt;
              return ResponseError{error_codes::kInvalidRequest, is_request ? "no request" : "no notification", {}};
            },
            [this](std::string_view method, std::chrono::microseconds took, int code) {
              CHECK(took.count() >= 0);
              answered.emplace_back(method, code);
            },
            [this](std::string_view method, std::string_view what) {
              escapes.push_back(std::string(method) + ": " + std::string(what));
            }})) {}

  void take(const std::string& bytes) {
    std::vector<MessageDecoder::Event> events;
    decoder.feed(bytes, events);
    for (const MessageDecoder::Event& event : events) {
      REQUIRE(event.kind == MessageDecoder::Event::Kind::kMessage);
      sent.push_back(parse_json(event.text).value());
    }
  }
  void receive(const Json& message) { connection->receive(encode_message(dump_json(message))); }
  void request(const Json& id, const std::string& method, const Json& params = nullptr) {
    Json message = {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}};
    if (!params.is_null()) message["params"] = params;
    receive(message);
  }
  void notify(const std::string& method, const Json& params) {
    receive({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}});
  }
  void cancel(const Json& id) { notify("$/cancelRequest", {{"id", id}}); }

  // Enters a method whose requests wait in `waiting`.
  void keep_requests() {
    connection->on_request("keep", [this](const Json&, Responder responder) {
      waiting.push_back(std::make_unique<Responder>(std::move(responder)));
    });
  }

  MessageDecoder decoder;
  std::vector<Json> sent;
  std::vector<std::pair<std::string, int>> answered;
  std::vector<std::string> escapes;
  std::string refused_method = "refused";
  std::vector<std::unique_ptr<Responder>> waiting;
  std::unique_ptr<Connection> connection;
};

Json result(const Json& id, const Json& value) { return {{"jsonrpc", "2.0"}, {"id", id}, {"result", value}}; }

void check_error(const Json& response, const Json& id, int code) {
  CHECK(response["id"] == id);
  CHECK(response["error"]["code"] == code);
  CHECK_FALSE(response.contains("result"));
}

using Answered = std::vector<std::pair<std::string, int>>;

}  // namespace

TEST_CASE("a request reaches its handler and the reply carries its id", "[rpc][connection]") {
  Peer peer;
  peer.connection->on_request("add", [](const Json& params, Responder responder) {
    responder.reply(params[0].get<int>() + params[1].get<int>());
  });
  peer.request(1, "add", {2, 3});
  peer.request("one", "add", {4, 5});
  CHECK(peer.sent == std::vector<Json>{result(1, 5), result("one", 9)});
  CHECK(peer.answered == Answered{{"add", 0}, {"add", 0}});
}

TEST_CASE("an unknown request is answered and an unknown notification is not", "[rpc][connection]") {
  Peer peer;
  peer.notify("unknown", Json::object());
  CHECK(peer.sent.empty());
  peer.request(1, "unknown");
  REQUIRE(peer.sent.size() == 1);
  check_error(peer.sent[0], 1, error_codes::kMethodNotFound);
  CHECK(peer.answered == Answered{{"unknown", error_codes::kMethodNotFound}});
}

TEST_CASE("the gate refuses requests with its error and drops notifications", "[rpc][connection]") {
  Peer peer;
  int calls = 0;
  peer.connection->on_request("refused", [&](const Json&, const Responder&) { ++calls; });
  peer.connection->on_notification("refused", [&](const Json&) { ++calls; });
  peer.request(1, "refused");
  peer.notify("refused", Json::object());
  CHECK(calls == 0);
  REQUIRE(peer.sent.size() == 1);
  check_error(peer.sent[0], 1, error_codes::kInvalidRequest);
  CHECK(peer.sent[0]["error"]["message"] == "no request");
}

TEST_CASE("the gate also holds for cancellation", "[rpc][connection]") {
  Peer peer;
  peer.keep_requests();
  peer.request(1, "keep");
  peer.refused_method = "$/cancelRequest";
  peer.cancel(1);
  CHECK(peer.sent.empty());
}

TEST_CASE("a handler that throws costs one internal error and nothing else", "[rpc][connection]") {
  Peer peer;
  peer.connection->on_request("throw", [](const Json&, const Responder&) { throw std::runtime_error("scripted"); });
  peer.connection->on_request("throw int", [](const Json&, const Responder&) { throw 3; });
  peer.connection->on_request("ok", [](const Json&, Responder responder) { responder.reply(true); });
  peer.request(1, "throw");
  peer.request(2, "throw int");
  peer.request(3, "ok");
  REQUIRE(peer.sent.size() == 3);
  check_error(peer.sent[0], 1, error_codes::kInternalError);
  check_error(peer.sent[1], 2, error_codes::kInternalError);
  CHECK(peer.sent[2] == result(3, true));
  CHECK(peer.escapes == std::vector<std::string>{"throw: scripted", "throw int: unknown exception"});
}

TEST_CASE("a handler that throws after it replied has replied", "[rpc][connection]") {
  Peer peer;
  peer.connection->on_request("late", [](const Json&, Responder responder) {
    responder.reply(1);
    throw std::runtime_error("scripted");
  });
  peer.request(1, "late");
  CHECK(peer.sent == std::vector<Json>{result(1, 1)});
  CHECK(peer.escapes.size() == 1);
}

TEST_CASE("whatever else throws does not cost the messages behind it", "[rpc][connection]") {
  Peer peer;
  peer.keep_requests();
  peer.connection->on_notification("throw", [](const Json&) { throw std::runtime_error("from a notification"); });
  peer.connection->on_request("ok", [](const Json&, Responder responder) { responder.reply(true); });
  peer.connection->request("ask", nullptr, [](const Result<Json>&) { throw std::runtime_error("from a reply"); });
  peer.request(1, "keep");
  peer.waiting[0]->on_cancel([] { throw std::runtime_error("from a cancellation"); });
  peer.sent.clear();
  std::string bytes;
  for (const Json& message :
       {Json{{"jsonrpc", "2.0"}, {"method", "throw"}}, Json{{"jsonrpc", "2.0"}, {"id", 1}, {"result", nullptr}},
        Json{{"jsonrpc", "2.0"}, {"method", "$/cancelRequest"}, {"params", {{"id", 1}}}},
        Json{{"jsonrpc", "2.0"}, {"id", 2}, {"method", "ok"}}}) {
    bytes += encode_message(dump_json(message));
  }
  peer.connection->receive(bytes);
  REQUIRE(peer.sent.size() == 2);
  check_error(peer.sent[0], 1, error_codes::kRequestCancelled);
  CHECK(peer.sent[1] == result(2, true));
  CHECK(peer.escapes == std::vector<std::string>{"throw: from a notification", "response: from a reply",
                                                 "$/cancelRequest: from a cancellation"});
}

TEST_CASE("a request whose responder is dropped is answered with an internal error", "[rpc][connection]") {
  Peer peer;
  peer.connection->on_request("forget", [](const Json&, const Responder&) {});
  peer.request(1, "forget");
  REQUIRE(peer.sent.size() == 1);
  check_error(peer.sent[0], 1, error_codes::kInternalError);
}

TEST_CASE("only the first answer counts", "[rpc][connection]") {
  Peer peer;
  peer.keep_requests();
  peer.request(1, "keep");
  CHECK(peer.waiting[0]->wanted());
  peer.waiting[0]->reply("first");
  CHECK_FALSE(peer.waiting[0]->wanted());
  peer.waiting[0]->reply("second");
  peer.waiting[0]->fail(error_codes::kRequestFailed, "third");
  peer.waiting.clear();
  CHECK(peer.sent == std::vector<Json>{result(1, "first")});
}

TEST_CASE("a responder that outlives its connection does nothing", "[rpc][connection]") {
  Peer peer;
  peer.keep_requests();
  peer.request(1, "keep");
  peer.connection.reset();
  CHECK_FALSE(peer.waiting[0]->wanted());
  peer.waiting[0]->on_cancel([] {});
  peer.waiting[0]->reply(1);
  peer.waiting.clear();
  CHECK(peer.sent.empty());
}

TEST_CASE("cancelling answers at once and tells whoever works on it", "[rpc][connection]") {
  Peer peer;
  peer.keep_requests();
  peer.request(1, "keep");
  int cancelled = 0;
  peer.waiting[0]->on_cancel([&] {
    ++cancelled;
    CHECK(peer.sent.size() == 1);  // the client has its answer already
  });
  peer.cancel(1);
  REQUIRE(peer.sent.size() == 1);
  check_error(peer.sent[0], 1, error_codes::kRequestCancelled);
  CHECK(cancelled == 1);
  CHECK_FALSE(peer.waiting[0]->wanted());
  peer.waiting[0]->reply("late");
  peer.cancel(1);
  CHECK(peer.sent.size() == 1);
  CHECK(cancelled == 1);
}

TEST_CASE("cancelling before, after or without a request does nothing", "[rpc][connection]") {
  Peer peer;
  peer.keep_requests();
  peer.cancel(1);
  peer.request(1, "keep");
  CHECK(peer.waiting[0]->wanted());
  peer.waiting[0]->reply(7);
  peer.cancel(1);
  peer.cancel("1");
  CHECK(peer.sent == std::vector<Json>{result(1, 7)});
  CHECK(peer.escapes.empty());
}

TEST_CASE("a cancellation whose params are wrong cancels nothing and is reported", "[rpc][connection]") {
  Peer peer;
  peer.keep_requests();
  peer.request(1, "keep");
  peer.notify("$/cancelRequest", {{"id", {1}}});
  peer.notify("$/cancelRequest", Json::object());
  CHECK(peer.sent.empty());
  CHECK(peer.waiting[0]->wanted());
  CHECK(peer.escapes.size() == 2);
}

TEST_CASE("the number 1 and the text 1 are different ids", "[rpc][connection]") {
  Peer peer;
  peer.keep_requests();
  peer.request(1, "keep");
  peer.request("1", "keep");
  peer.cancel("1");
  REQUIRE(peer.sent.size() == 1);
  check_error(peer.sent[0], "1", error_codes::kRequestCancelled);
  CHECK(peer.waiting[0]->wanted());
}

TEST_CASE("an id that is used again while open names the newer request when cancelled", "[rpc][connection]") {
  Peer peer;
  peer.keep_requests();
  peer.request(1, "keep");
  peer.request(1, "keep");
  peer.cancel(1);
  CHECK(peer.waiting[0]->wanted());
  CHECK_FALSE(peer.waiting[1]->wanted());
  peer.waiting[1]->reply("of the cancelled one");
  peer.waiting[0]->reply("of the other");
  REQUIRE(peer.sent.size() == 2);
  check_error(peer.sent[0], 1, error_codes::kRequestCancelled);
  CHECK(peer.sent[1] == result(1, "of the other"));
}

TEST_CASE("one request over the bound is refused, and room that is free again is used", "[rpc][connection]") {
  Peer peer;
  peer.keep_requests();
  for (std::size_t i = 0; i < Connection::kMaxOpenRequests; ++i) peer.request(i, "keep");
  CHECK(peer.sent.empty());
  peer.request("over", "keep");
  REQUIRE(peer.sent.size() == 1);
  check_error(peer.sent[0], "over", error_codes::kRequestFailed);
  peer.waiting[5]->reply(nullptr);
  peer.request("fits", "keep");
  CHECK(peer.sent.size() == 2);
  CHECK(peer.waiting.back()->wanted());
}

TEST_CASE("our requests get their replies, in any order", "[rpc][connection]") {
  Peer peer;
  std::vector<std::string> replies;
  const auto note = [&](const Result<Json>& reply) {
    replies.push_back(reply ? dump_json(*reply) : reply.error().message);
  };
  peer.connection->request("first", {{"a", 1}}, note);
  peer.connection->request("second", nullptr, note);
  peer.connection->request("third", nullptr, note);
  REQUIRE(peer.sent.size() == 3);
  CHECK(peer.sent[0]["method"] == "first");
  CHECK(peer.sent[0]["params"] == Json{{"a", 1}});
  CHECK_FALSE(peer.sent[1].contains("params"));
  peer.receive({{"jsonrpc", "2.0"}, {"id", peer.sent[2]["id"]}, {"error", {{"code", -1}, {"message", "no"}}}});
  peer.receive(result(peer.sent[0]["id"], {1, 2}));
  peer.receive(result(peer.sent[1]["id"], nullptr));
  CHECK(replies == std::vector<std::string>{"no", "[1,2]", "null"});
}

TEST_CASE("a reply to nothing is ignored", "[rpc][connection]") {
  Peer peer;
  int calls = 0;
  peer.connection->request("ask", nullptr, [&](const Result<Json>&) { ++calls; });
  const Json id = peer.sent[0]["id"];
  peer.receive(result(4711, 1));
  peer.receive(result("text", 1));
  CHECK(calls == 0);
  peer.receive(result(id, 1));
  peer.receive(result(id, 1));
  CHECK(calls == 1);
  CHECK(peer.sent.size() == 1);
}

TEST_CASE("a client that answers none of our requests is not asked without end", "[rpc][connection]") {
  Peer peer;
  int failures = 0;
  const auto note = [&](const Result<Json>& reply) {
    if (!reply) ++failures;
  };
  for (std::size_t i = 0; i < Connection::kMaxOpenRequests; ++i) peer.connection->request("ask", nullptr, note);
  CHECK(failures == 0);
  peer.connection->request("ask", nullptr, note);
  CHECK(failures == 1);
  CHECK(peer.sent.size() == Connection::kMaxOpenRequests);
}

TEST_CASE("at shutdown every open request is answered once", "[rpc][connection]") {
  Peer peer;
  peer.keep_requests();
  for (int i = 0; i < 3; ++i) peer.request(i, "keep");
  peer.waiting[1]->reply(1);
  peer.connection->fail_open_requests(error_codes::kServerCancelled, "ending");
  peer.waiting.clear();
  REQUIRE(peer.sent.size() == 3);
  CHECK(peer.sent[0] == result(1, 1));
  check_error(peer.sent[1], 0, error_codes::kServerCancelled);
  check_error(peer.sent[2], 2, error_codes::kServerCancelled);
}

TEST_CASE("a notification of ours is sent as it is", "[rpc][connection]") {
  Peer peer;
  peer.connection->notify("hello", {{"a", 1}});
  CHECK(peer.sent == std::vector<Json>{{{"jsonrpc", "2.0"}, {"method", "hello"}, {"params", {{"a", 1}}}}});
}

TEST_CASE("trace messages name the method, the id and, if verbose, the params", "[rpc][connection]") {
  Peer peer;
  peer.connection->on_request("ok", [](const Json&, Responder responder) { responder.reply(true); });
  peer.request(1, "ok", {1});
  CHECK(peer.sent.size() == 1);
  peer.sent.clear();

  peer.connection->set_trace(Connection::Trace::kMessages);
  peer.request("x", "ok", {1});
  REQUIRE(peer.sent.size() == 3);
  CHECK(peer.sent[0]["method"] == "$/logTrace");
  CHECK(peer.sent[0]["params"] == Json{{"message", "Received request 'ok - (\"x\")'."}});
  CHECK(peer.sent[1] == result("x", true));
  const std::string response = peer.sent[2]["params"]["message"].get<std::string>();
  CHECK(response.starts_with("Sending response 'ok - (\"x\")'. Processing request took "));
  CHECK(response.ends_with(" ms."));
  peer.sent.clear();

  peer.connection->set_trace(Connection::Trace::kVerbose);
  peer.notify("note", {{"b", 2}});
  REQUIRE(peer.sent.size() == 1);
  CHECK(peer.sent[0]["params"] == Json{{"message", "Received notification 'note'."}, {"verbose", "Params: {\"b\":2}"}});
}

TEST_CASE("what is no message is answered with an error and counted", "[rpc][connection]") {
  Peer peer;
  peer.connection->receive(encode_message("{"));
  peer.connection->receive(encode_message("[]"));
  peer.connection->receive(encode_message(R"({"jsonrpc":"2.0","id":3,"method":4})"));
  REQUIRE(peer.sent.size() == 3);
  check_error(peer.sent[0], nullptr, error_codes::kParseError);
  check_error(peer.sent[1], nullptr, error_codes::kInvalidRequest);
  check_error(peer.sent[2], 3, error_codes::kInvalidRequest);
  CHECK(peer.escapes.size() == 3);
}

TEST_CASE("a broken header is reported and the next message is read", "[rpc][connection]") {
  Peer peer;
  peer.connection->on_request("ok", [](const Json&, Responder responder) { responder.reply(true); });
  peer.connection->receive("Content-Length: x\r\n\r\n");
  peer.request(1, "ok");
  REQUIRE(peer.sent.size() == 2);
  check_error(peer.sent[0], nullptr, error_codes::kParseError);
  CHECK(peer.sent[1] == result(1, true));
}

TEST_CASE("a length above the limit is answered with an error and the next message is read", "[rpc][connection]") {
  Peer peer;
  peer.connection->on_request("ok", [](const Json&, Responder responder) { responder.reply(true); });
  peer.connection->receive("Content-Length: 2147483648\r\n\r\n");
  peer.request(1, "ok");
  REQUIRE(peer.sent.size() == 2);
  check_error(peer.sent[0], nullptr, error_codes::kParseError);
  CHECK(peer.sent[1] == result(1, true));
}

TEST_CASE("a cancellation with a wrong id cancels nothing and is reported with the field", "[rpc][connection]") {
  Peer peer;
  peer.keep_requests();
  peer.request(1, "keep");
  peer.cancel({{"no", "id"}});
  peer.notify("$/cancelRequest", nullptr);
  CHECK(peer.sent.empty());
  CHECK(peer.escapes == std::vector<std::string>{"$/cancelRequest: id: expected integer or string, got object",
                                                 "$/cancelRequest: params: expected object, got null"});
}

TEST_CASE("what is held is counted", "[rpc][connection]") {
  Peer peer;
  peer.keep_requests();
  const std::size_t before = peer.connection->memory_bytes();
  peer.request(1, "keep");
  peer.connection->request("ask", nullptr, [](const Result<Json>&) {});
  CHECK(peer.connection->memory_bytes() > before);
}

}  // namespace cairn::rpc
