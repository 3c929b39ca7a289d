// JSON-RPC 2.0 messages: from a body to a typed message and back.
//
// All functions are pure and thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "protocol/rpc/error_codes.h"
#include "protocol/rpc/json.h"

namespace cairn::rpc {

using RequestId = std::variant<std::int64_t, std::string>;

// `params` is null where the message has none; otherwise an object or an array.
struct Request {
  RequestId id;
  std::string method;
  Json params;
};

struct Notification {
  std::string method;
  Json params;
};

// `code` is one of error_codes.h or the peer's own; `data` is null if there is none.
struct ResponseError {
  int code = error_codes::kInternalError;
  std::string message;
  Json data;
};

// Without `error`, `result` is the answer (absent is written as null). `id` is absent
// only in an error about a message whose id could not be read.
struct Response {
  std::optional<RequestId> id;
  std::optional<Json> result;
  std::optional<ResponseError> error;
};

// Not a message: what to answer. `id` is set only where the sender waits for a
// reply, that is, never for a broken response or notification.
struct InvalidMessage {
  std::optional<RequestId> id;
  int code = error_codes::kInvalidRequest;
  std::string message;
};

using Message = std::variant<Request, Notification, Response, InvalidMessage>;

// Reads one body. kParseError for what is not JSON or over the bounds in json.h,
// kInvalidRequest for other shapes, batches included (LSP has none). A response with
// neither result nor error counts as null, because some clients leave out nulls.
Message parse_message(std::string_view body);

// The body for each kind of message.
std::string to_text(Request request);
std::string to_text(Notification notification);
std::string to_text(Response response);

Json to_json(const RequestId& id);

}  // namespace cairn::rpc
