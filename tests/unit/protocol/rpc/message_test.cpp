#include "protocol/rpc/message.h"

#include <catch2/catch.hpp>

#include <limits>

namespace cairn::rpc {
namespace {

InvalidMessage refused(std::string_view body) {
  Message message = parse_message(body);
  INFO(body);
  REQUIRE(std::holds_alternative<InvalidMessage>(message));
  return std::get<InvalidMessage>(std::move(message));
}

TEST_CASE("a call with an id is a request", "[rpc]") {
  const Message message = parse_message(R"({"jsonrpc":"2.0","id":7,"method":"a/b","params":{"x":1}})");
  REQUIRE(std::holds_alternative<Request>(message));
  const auto& request = std::get<Request>(message);
  CHECK(request.id == RequestId(std::int64_t{7}));
  CHECK(request.method == "a/b");
  CHECK(request.params == Json{{"x", 1}});
}

TEST_CASE("ids may be strings, zero, negative and as large as 64 bits", "[rpc]") {
  const auto id_of = [](const std::string& id) {
    const Message message = parse_message(R"({"jsonrpc":"2.0","method":"m","id":)" + id + "}");
    REQUIRE(std::holds_alternative<Request>(message));
    return std::get<Request>(message).id;
  };
  CHECK(id_of("\"x\"") == RequestId("x"));
  CHECK(id_of("0") == RequestId(std::int64_t{0}));
  CHECK(id_of("-3") == RequestId(std::int64_t{-3}));
  CHECK(id_of("9223372036854775807") == RequestId(std::numeric_limits<std::int64_t>::max()));
}

TEST_CASE("a call without id is a notification, and its params may be missing", "[rpc]") {
  const Message message = parse_message(R"({"jsonrpc":"2.0","method":"exit"})");
  REQUIRE(std::holds_alternative<Notification>(message));
  CHECK(std::get<Notification>(message).method == "exit");
  CHECK(std::get<Notification>(message).params.is_null());
}

TEST_CASE("a response carries a result, null included", "[rpc]") {
  for (const char* body : {R"({"jsonrpc":"2.0","id":1,"result":null})", R"({"jsonrpc":"2.0","id":1})",
                           R"({"jsonrpc":"2.0","id":1,"result":null,"error":null})"}) {
    INFO(body);
    const Message message = parse_message(body);
    REQUIRE(std::holds_alternative<Response>(message));
    CHECK(std::get<Response>(message).result == Json());
    CHECK_FALSE(std::get<Response>(message).error);
  }
}

TEST_CASE("a response carries an error, also one without id", "[rpc]") {
  const Message message =
      parse_message(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"bad","data":[1]}})");
  REQUIRE(std::holds_alternative<Response>(message));
  const auto& response = std::get<Response>(message);
  CHECK_FALSE(response.id);
  REQUIRE(response.error);
  CHECK(response.error->code == error_codes::kParseError);
  CHECK(response.error->message == "bad");
  CHECK(response.error->data == Json::array({1}));
}

TEST_CASE("a malformed error in a response is an error of unknown kind", "[rpc]") {
  for (const char* error : {"1", "{}", R"({"code":"x","message":3})", R"({"code":99999999999})"}) {
    INFO(error);
    const Message message = parse_message(R"({"jsonrpc":"2.0","id":1,"error":)" + std::string(error) + "}");
    REQUIRE(std::holds_alternative<Response>(message));
    REQUIRE(std::get<Response>(message).error);
    CHECK(std::get<Response>(message).error->code == error_codes::kUnknownErrorCode);
  }
}

TEST_CASE("what is not JSON is a parse error without id", "[rpc]") {
  for (const std::string& body : {std::string("{"), std::string(), std::string("\xFF"), std::string(300, '[')}) {
    const InvalidMessage message = refused(body);
    CHECK(message.code == error_codes::kParseError);
    CHECK_FALSE(message.id);
  }
}

TEST_CASE("batches are refused", "[rpc]") {
  const InvalidMessage message = refused(R"([{"jsonrpc":"2.0","method":"exit"}])");
  CHECK(message.code == error_codes::kInvalidRequest);
  CHECK(message.message == "batches are not part of LSP");
}

TEST_CASE("a broken request is refused with its id", "[rpc]") {
  for (const char* body :
       {R"({"jsonrpc":"2.0","id":5,"method":1})", R"({"jsonrpc":"2.0","id":5,"method":"m","params":3})",
        R"({"jsonrpc":"1.0","id":5,"method":"m"})", R"({"id":5,"method":"m"})"}) {
    const InvalidMessage message = refused(body);
    CHECK(message.code == error_codes::kInvalidRequest);
    CHECK(message.id == RequestId(std::int64_t{5}));
  }
}

TEST_CASE("a request with an unusable id is refused without one", "[rpc]") {
  for (const char* id : {"null", "1.5", "true", "{}", "18446744073709551615"}) {
    const InvalidMessage message = refused(R"({"jsonrpc":"2.0","method":"m","id":)" + std::string(id) + "}");
    CHECK(message.code == error_codes::kInvalidRequest);
    CHECK_FALSE(message.id);
  }
}

TEST_CASE("a broken response or no message at all is refused without id", "[rpc]") {
  for (const char* body : {R"({"id":5,"result":1})", R"({"jsonrpc":"2.0"})", R"({"jsonrpc":"2.0","result":1})", "3",
                           "null", R"("text")", R"({"jsonrpc":"2.0","id":[],"result":1})"}) {
    const InvalidMessage message = refused(body);
    CHECK(message.code == error_codes::kInvalidRequest);
    CHECK_FALSE(message.id);
  }
}

TEST_CASE("written messages have exactly the members that JSON-RPC wants", "[rpc]") {
  CHECK(to_text(Request{"a", "m", Json{{"x", 1}}}) == R"({"id":"a","jsonrpc":"2.0","method":"m","params":{"x":1}})");
  CHECK(to_text(Request{std::int64_t{1}, "m", nullptr}) == R"({"id":1,"jsonrpc":"2.0","method":"m"})");
  CHECK(to_text(Notification{"m", Json::array()}) == R"({"jsonrpc":"2.0","method":"m","params":[]})");
  CHECK(to_text(Response{std::int64_t{1}, Json(2), std::nullopt}) == R"({"id":1,"jsonrpc":"2.0","result":2})");
  CHECK(to_text(Response{std::int64_t{1}, std::nullopt, std::nullopt}) == R"({"id":1,"jsonrpc":"2.0","result":null})");
  CHECK(to_text(Response{std::nullopt, std::nullopt, ResponseError{-32700, "bad", nullptr}}) ==
        R"({"error":{"code":-32700,"message":"bad"},"id":null,"jsonrpc":"2.0"})");
  CHECK(to_text(Response{"x", std::nullopt, ResponseError{-32803, "no", Json(1)}}) ==
        R"({"error":{"code":-32803,"data":1,"message":"no"},"id":"x","jsonrpc":"2.0"})");
}

TEST_CASE("text that is not UTF-8 cannot break a written message", "[rpc]") {
  const std::string text = to_text(Response{std::int64_t{1}, Json("\xFF"), std::nullopt});
  CHECK(std::holds_alternative<Response>(parse_message(text)));
}

}  // namespace
}  // namespace cairn::rpc
