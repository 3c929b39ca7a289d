// Connection: JSON-RPC 2.0 in both directions over any byte stream.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/base/result.h"
#include "protocol/rpc/error_codes.h"
#include "protocol/rpc/framing.h"
#include "protocol/rpc/json.h"
#include "protocol/rpc/message.h"

namespace cairn::rpc {

class Connection;

// The right, and the duty, to answer one request. Move-only. Answering twice is
// ignored; being destroyed unanswered answers -32603, so that a handler that throws
// or forgets leaves no client waiting. May outlive the Connection.
class Responder {
 public:
  Responder(Responder&&) noexcept = default;
  Responder& operator=(Responder&&) = delete;  // would lose an unanswered request
  ~Responder();

  void reply(Json result);
  // `data` is what LSP defines for the code; null: nothing.
  void fail(int code, std::string message, Json data = nullptr);

  // False once the client cancelled (it has its answer already) or it was answered.
  bool wanted() const;

  // `callback` runs at once when the client cancels, to stop work that nobody wants.
  void on_cancel(std::function<void()> callback);

  const RequestId& id() const { return id_; }

 private:
  friend class Connection;
  Responder(std::weak_ptr<Connection*> connection, std::uint64_t ticket, RequestId id);

  std::weak_ptr<Connection*> connection_;
  std::uint64_t ticket_ = 0;  // which call of `id`, since clients may reuse ids
  RequestId id_;
};

// One end of a JSON-RPC conversation; knows methods' names, not their meaning.
// Confined to one thread. Handlers are a table; each is a crash boundary: whatever
// escapes it becomes an error reply and a call of Hooks::on_escape. So are the
// callbacks for replies and cancellation.
//
// Bounds: kMaxOpenRequests in each direction; more are refused.
class Connection {
 public:
  static constexpr std::size_t kMaxOpenRequests = 1024;

  struct Hooks {
    // Framed bytes for the peer.
    std::function<void(std::string)> send;
    // Asked before a message is dispatched; an error refuses a request with that
    // code and drops a notification.
    std::function<std::optional<ResponseError>(std::string_view method, bool is_request)> gate;
    // A request was answered: after how long, and with which error code (0: none).
    std::function<void(std::string_view method, std::chrono::microseconds, int code)> on_answered;
    // An exception left a handler, or bytes came that are no message, or a
    // notification whose params are wrong.
    std::function<void(std::string_view method, std::string_view what)> on_escape;
  };
  enum class Trace { kOff, kMessages, kVerbose };

  using RequestHandler = std::function<void(const Json& params, Responder responder)>;
  using NotificationHandler = std::function<void(const Json& params)>;

  explicit Connection(Hooks hooks);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void on_request(std::string method, RequestHandler handler);
  void on_notification(std::string method, NotificationHandler handler);

  // Bytes from the peer, in any pieces.
  void receive(std::string_view bytes);

  void notify(std::string_view method, Json params);
  // `on_reply` gets the result, or kUnavailable with the peer's error text.
  void request(std::string_view method, Json params, std::function<void(Result<Json>)> on_reply);

  // Answers every request that is still open, for example at shutdown.
  void fail_open_requests(int code, const std::string& message);

  void set_trace(Trace trace) { trace_ = trace; }
  std::size_t memory_bytes() const;
  // That came and are not answered yet.
  std::size_t open_requests() const { return open_.size(); }

 private:
  friend class Responder;
  struct OpenRequest {
    RequestId id;
    std::string method;
    std::chrono::steady_clock::time_point started;
    std::function<void()> on_cancel;
  };

  void dispatch(std::string_view body);
  void dispatch(Request request);
  void dispatch(Notification notification);
  void dispatch(Response response);
  // The crash boundary: runs `call`, tells on_escape what leaves it.
  template <typename Call>
  void guard(std::string_view method, const Call& call);
  void cancel(const Json& params);
  void answer(std::uint64_t ticket, Json result);
  void answer_error(std::uint64_t ticket, int code, std::string message, Json data = nullptr);
  void close_request(std::uint64_t ticket, int code);
  void send(const std::string& body);
  void trace_message(std::string text, const Json* details);

  const Hooks hooks_;
  MessageDecoder decoder_;
  std::unordered_map<std::string, RequestHandler> request_handlers_;
  std::unordered_map<std::string, NotificationHandler> notification_handlers_;
  std::map<std::uint64_t, OpenRequest> open_;  // by ticket, oldest first
  std::uint64_t next_ticket_ = 1;
  std::map<std::int64_t, std::function<void(Result<Json>)>> outgoing_;
  std::int64_t next_outgoing_id_ = 1;
  Trace trace_ = Trace::kOff;
  std::shared_ptr<Connection*> self_;  // expires with this object
};

}  // namespace cairn::rpc
