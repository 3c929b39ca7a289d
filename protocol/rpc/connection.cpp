#include "protocol/rpc/connection.h"

#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "protocol/rpc/fields.h"

namespace cairn::rpc {
namespace {

std::string id_text(const RequestId& id) { return dump_json(to_json(id)); }

// The id that a $/cancelRequest names.
struct Cancelled {
  RequestId id;
};
bool read(Reader reader, Cancelled& out) { return reader.required("id", out.id); }

}  // namespace

Responder::Responder(std::weak_ptr<Connection*> connection, std::uint64_t ticket, RequestId id)
    : connection_(std::move(connection)), ticket_(ticket), id_(std::move(id)) {}

Responder::~Responder() {
  if (connection_.lock()) fail(error_codes::kInternalError, "internal error: the request was dropped; see the log");
}

void Responder::reply(Json result) {
  if (auto connection = std::exchange(connection_, {}).lock()) (*connection)->answer(ticket_, std::move(result));
}

void Responder::fail(int code, std::string message, Json data) {
  if (auto connection = std::exchange(connection_, {}).lock()) {
    (*connection)->answer_error(ticket_, code, std::move(message), std::move(data));
  }
}

bool Responder::wanted() const {
  auto connection = connection_.lock();
  return connection && (*connection)->open_.contains(ticket_);
}

void Responder::on_cancel(std::function<void()> callback) {
  auto connection = connection_.lock();
  if (!connection) return;
  auto request = (*connection)->open_.find(ticket_);
  if (request != (*connection)->open_.end()) request->second.on_cancel = std::move(callback);
}

Connection::Connection(Hooks hooks) : hooks_(std::move(hooks)), self_(std::make_shared<Connection*>(this)) {}
Connection::~Connection() { self_.reset(); }

void Connection::on_request(std::string method, RequestHandler handler) {
  request_handlers_[std::move(method)] = std::move(handler);
}

void Connection::on_notification(std::string method, NotificationHandler handler) {
  notification_handlers_[std::move(method)] = std::move(handler);
}

void Connection::receive(std::string_view bytes) {
  std::vector<MessageDecoder::Event> events;
  decoder_.feed(bytes, events);
  const std::weak_ptr<Connection*> alive = self_;
  for (const MessageDecoder::Event& event : events) {
    if (alive.expired()) return;
    switch (event.kind) {
      case MessageDecoder::Event::Kind::kMessage:
        dispatch(event.text);
        break;
      case MessageDecoder::Event::Kind::kError:
        hooks_.on_escape("framing", event.text);
        send(to_text(Response{std::nullopt, std::nullopt, ResponseError{error_codes::kParseError, event.text, {}}}));
        break;
    }
  }
}

void Connection::dispatch(std::string_view body) {
  Message message = parse_message(body);
  if (auto* invalid = std::get_if<InvalidMessage>(&message)) {
    hooks_.on_escape("message", invalid->message);
    send(to_text(Response{invalid->id, std::nullopt, ResponseError{invalid->code, invalid->message, {}}}));
  } else if (auto* request = std::get_if<Request>(&message)) {
    dispatch(std::move(*request));
  } else if (auto* notification = std::get_if<Notification>(&message)) {
    dispatch(std::move(*notification));
  } else {
    dispatch(std::get<Response>(std::move(message)));
  }
}

void Connection::dispatch(Request request) {
  trace_message(fmt::format("Received request '{} - ({})'.", request.method, id_text(request.id)), &request.params);
  if (open_.size() >= kMaxOpenRequests) {
    send(to_text(Response{
        request.id, std::nullopt,
        ResponseError{error_codes::kRequestFailed, fmt::format("{} requests are open already", open_.size()), {}}}));
    return;
  }
  const std::uint64_t ticket = next_ticket_++;
  open_[ticket] = OpenRequest{request.id, request.method, std::chrono::steady_clock::now(), {}};
  Responder responder(self_, ticket, request.id);
  if (auto refusal = hooks_.gate(request.method, true)) return responder.fail(refusal->code, refusal->message);
  auto handler = request_handlers_.find(request.method);
  if (handler == request_handlers_.end()) {
    return responder.fail(error_codes::kMethodNotFound, fmt::format("method not found: {}", request.method));
  }
  guard(request.method, [&] { handler->second(request.params, std::move(responder)); });
}

void Connection::dispatch(Notification notification) {
  trace_message(fmt::format("Received notification '{}'.", notification.method), &notification.params);
  if (hooks_.gate(notification.method, false)) return;
  guard(notification.method, [&] {
    if (notification.method == "$/cancelRequest") return cancel(notification.params);
    auto handler = notification_handlers_.find(notification.method);
    if (handler != notification_handlers_.end()) handler->second(notification.params);
  });
}

void Connection::dispatch(Response response) {
  const auto* id = response.id ? std::get_if<std::int64_t>(&*response.id) : nullptr;
  auto waiting = id != nullptr ? outgoing_.find(*id) : outgoing_.end();
  if (waiting == outgoing_.end()) return;  // an answer to nothing: some clients send them
  auto on_reply = std::move(waiting->second);
  outgoing_.erase(waiting);
  guard("response", [&] {
    if (response.error) {
      on_reply(unexpected(ErrorCode::kUnavailable, response.error->message));
    } else {
      on_reply(response.result ? *std::move(response.result) : Json());
    }
  });
}

template <typename Call>
void Connection::guard(std::string_view method, const Call& call) {
  try {
    call();
  } catch (const std::exception& escape) {
    hooks_.on_escape(method, escape.what());
  } catch (...) {
    hooks_.on_escape(method, "unknown exception");
  }
}

void Connection::cancel(const Json& params) {
  const Result<Cancelled> cancelled = parse_params<Cancelled>(params);
  if (!cancelled) return hooks_.on_escape("$/cancelRequest", cancelled.error().message);
  // The newest with this id, if a client reuses ids.
  for (auto request = open_.rbegin(); request != open_.rend(); ++request) {
    if (request->second.id != cancelled->id) continue;
    auto on_cancel = std::move(request->second.on_cancel);
    answer_error(request->first, error_codes::kRequestCancelled, "cancelled by the client");
    if (on_cancel) on_cancel();
    return;
  }
}

void Connection::answer(std::uint64_t ticket, Json result) {
  auto request = open_.find(ticket);
  if (request == open_.end()) return;
  send(to_text(Response{request->second.id, std::move(result), std::nullopt}));
  close_request(ticket, 0);
}

void Connection::answer_error(std::uint64_t ticket, int code, std::string message, Json data) {
  auto request = open_.find(ticket);
  if (request == open_.end()) return;
  send(to_text(Response{request->second.id, std::nullopt, ResponseError{code, std::move(message), std::move(data)}}));
  close_request(ticket, code);
}

void Connection::close_request(std::uint64_t ticket, int code) {
  auto node = open_.extract(ticket);
  const OpenRequest& request = node.mapped();
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - request.started);
  hooks_.on_answered(request.method, took, code);
  trace_message(fmt::format("Sending response '{} - ({})'. Processing request took {} ms.", request.method,
                            id_text(request.id), took.count() / 1000),
                nullptr);
}

void Connection::fail_open_requests(int code, const std::string& message) {
  while (!open_.empty()) answer_error(open_.begin()->first, code, message);
}

void Connection::notify(std::string_view method, Json params) {
  send(to_text(Notification{std::string(method), std::move(params)}));
}

void Connection::request(std::string_view method, Json params, std::function<void(Result<Json>)> on_reply) {
  if (outgoing_.size() >= kMaxOpenRequests) {
    on_reply(unexpected(ErrorCode::kUnavailable, "the client does not answer requests"));
    return;
  }
  const std::int64_t id = next_outgoing_id_++;
  outgoing_[id] = std::move(on_reply);
  send(to_text(Request{id, std::string(method), std::move(params)}));
}

void Connection::send(const std::string& body) { hooks_.send(encode_message(body)); }

void Connection::trace_message(std::string text, const Json* details) {
  if (trace_ == Trace::kOff) return;
  Json params = {{"message", std::move(text)}};
  if (trace_ == Trace::kVerbose && details != nullptr) params["verbose"] = "Params: " + dump_json(*details);
  notify("$/logTrace", std::move(params));
}

std::size_t Connection::memory_bytes() const {
  return decoder_.memory_bytes() + open_.size() * sizeof(OpenRequest) + outgoing_.size() * 64;
}

}  // namespace cairn::rpc
