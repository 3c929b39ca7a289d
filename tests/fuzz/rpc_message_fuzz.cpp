// The path of foreign bytes: framing, JSON-RPC, dispatch. Input: one byte that says how
// long the pieces are, then the stream. However the stream is cut, the decoder must
// see the same; what it reads must be writable and mean the same when read again; and
// a connection must answer every request exactly once, in messages that can be read.
// The stream is also taken as bodies with a NUL between them and framed as it should be:
// a changed body rarely has the length that its header says.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocol/rpc/connection.h"
#include "protocol/rpc/framing.h"
#include "protocol/rpc/message.h"

namespace {

namespace rpc = cairn::rpc;
using Event = rpc::MessageDecoder::Event;

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<Event> decode(std::string_view stream, std::size_t piece_bytes) {
  rpc::MessageDecoder decoder;
  std::vector<Event> events;
  for (std::size_t at = 0; at < stream.size(); at += piece_bytes) {
    decoder.feed(stream.substr(at, piece_bytes), events);
  }
  return events;
}

void round_trip(const rpc::Message& message) {
  if (const auto* request = std::get_if<rpc::Request>(&message)) {
    const rpc::Message again = rpc::parse_message(rpc::to_text(*request));
    require(std::get<rpc::Request>(again).params == request->params);
  } else if (const auto* notification = std::get_if<rpc::Notification>(&message)) {
    const rpc::Message again = rpc::parse_message(rpc::to_text(*notification));
    require(std::get<rpc::Notification>(again).method == notification->method);
  } else if (const auto* response = std::get_if<rpc::Response>(&message)) {
    const rpc::Message again = rpc::parse_message(rpc::to_text(*response));
    require(std::get<rpc::Response>(again).id == response->id);
  } else {
    require(!std::get<rpc::InvalidMessage>(message).message.empty());
  }
}

// A server that does with a request what its method says: echo, keep, throw, ask back.
class Peer {
 public:
  void serve(std::string_view stream, std::size_t piece_bytes) {
    add_handlers();
    for (std::size_t at = 0; at < stream.size(); at += piece_bytes) {
      connection_.receive(stream.substr(at, piece_bytes));
    }
    // Half of what is open still is answered late, the rest by the end.
    if (!kept_.empty()) kept_.front().reply(nullptr);
    connection_.fail_open_requests(rpc::error_codes::kRequestFailed, "the end");
    kept_.clear();
    check_answers(stream, piece_bytes);
  }

 private:
  void add_handlers() {
    connection_.on_request("echo", [](const rpc::Json& params, rpc::Responder responder) { responder.reply(params); });
    connection_.on_request("keep", [this](const rpc::Json&, rpc::Responder responder) {
      responder.on_cancel([this] { ++cancelled_; });
      kept_.push_back(std::move(responder));
    });
    connection_.on_request("throw", [](const rpc::Json&, rpc::Responder) { throw std::runtime_error("thrown"); });
    connection_.on_request("ask", [this](const rpc::Json& params, rpc::Responder responder) {
      connection_.request("back", params, [this](const cairn::Result<rpc::Json>&) { ++replies_; });
      responder.fail(rpc::error_codes::kRequestFailed, "asked");
    });
    connection_.on_notification("throw", [](const rpc::Json&) { throw 1; });
    connection_.on_notification("trace", [this](const rpc::Json& params) {
      connection_.set_trace(params.is_null() ? rpc::Connection::Trace::kOff : rpc::Connection::Trace::kVerbose);
    });
  }

  // How many answers each id must get; without one: broken frames and messages.
  void check_answers(std::string_view stream, std::size_t piece_bytes) {
    std::map<std::optional<rpc::RequestId>, int> due;
    for (const Event& event : decode(stream, piece_bytes)) {
      if (event.kind != Event::Kind::kMessage) {
        ++due[std::nullopt];
        continue;
      }
      const rpc::Message message = rpc::parse_message(event.text);
      if (const auto* request = std::get_if<rpc::Request>(&message)) ++due[request->id];
      if (const auto* invalid = std::get_if<rpc::InvalidMessage>(&message)) ++due[invalid->id];
    }
    for (const Event& event : decode(sent_, sent_.size() + 1)) {
      require(event.kind == Event::Kind::kMessage);
      const rpc::Message message = rpc::parse_message(event.text);
      if (const auto* response = std::get_if<rpc::Response>(&message)) --due[response->id];
      require(!std::holds_alternative<rpc::InvalidMessage>(message));
    }
    for (const auto& [id, count] : due) require(count == 0);
  }

  std::string sent_;
  int cancelled_ = 0;
  int replies_ = 0;
  std::vector<rpc::Responder> kept_;
  rpc::Connection connection_{rpc::Connection::Hooks{
      [this](const std::string& bytes) { sent_ += bytes; },
      [](std::string_view method, bool) -> std::optional<rpc::ResponseError> {
        if (!method.starts_with("no")) return std::nullopt;
        return rpc::ResponseError{rpc::error_codes::kInvalidRequest, "refused", {}};
      },
      [](std::string_view, std::chrono::microseconds, int) {}, [](std::string_view, std::string_view) {}}};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece_bytes = std::size_t{data[0]} + 1;
  const std::vector<Event> events = decode(stream, piece_bytes);
  require(events == decode(stream, stream.size() + 1));
  for (const Event& event : events) {
    if (event.kind == Event::Kind::kMessage) round_trip(rpc::parse_message(event.text));
  }
  round_trip(rpc::parse_message(stream));
  Peer().serve(stream, piece_bytes);

  std::string framed;
  for (std::string_view rest = stream; !rest.empty();) {
    const std::string_view body = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(rest.size(), body.size() + 1));
    framed += rpc::encode_message(body);
  }
  Peer().serve(framed, piece_bytes);
  return 0;
}
