// The path of foreign bytes: framing, JSON-RPC, fields. Input: one byte that says how
// long the pieces are, then the stream. However the stream is cut, the decoder must
// see the same; what it reads must be writable and mean the same when read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/ext/memory_report.h"
#include "protocol/ext/settings.h"
#include "protocol/lsp/initialize.h"
#include "protocol/lsp/navigation.h"
#include "protocol/lsp/text_sync.h"
#include "protocol/lsp/uri.h"
#include "protocol/rpc/framing.h"
#include "protocol/rpc/message.h"

namespace {

namespace ext = cairn::ext;
namespace lsp = cairn::lsp;
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

// An error must say something; a value must have been read.
template <typename T>
void read_params(const rpc::Json& params) {
  const auto result = rpc::parse_params<T>(params);
  require(result.has_value() || !result.error().message.empty());
}

void read_all_params(const rpc::Json& params) {
  read_params<lsp::InitializeParams>(params);
  read_params<lsp::DidOpenTextDocumentParams>(params);
  read_params<lsp::DidChangeTextDocumentParams>(params);
  read_params<lsp::ReferenceParams>(params);
  read_params<ext::MemoryReportParams>(params);
  ext::parse_settings(params);
}

void round_trip(const rpc::Message& message) {
  if (const auto* request = std::get_if<rpc::Request>(&message)) {
    read_all_params(request->params);
    const rpc::Message again = rpc::parse_message(rpc::to_text(*request));
    require(std::get<rpc::Request>(again).params == request->params);
  } else if (const auto* notification = std::get_if<rpc::Notification>(&message)) {
    read_all_params(notification->params);
    const rpc::Message again = rpc::parse_message(rpc::to_text(*notification));
    require(std::get<rpc::Notification>(again).method == notification->method);
  } else if (const auto* response = std::get_if<rpc::Response>(&message)) {
    const rpc::Message again = rpc::parse_message(rpc::to_text(*response));
    require(std::get<rpc::Response>(again).id == response->id);
  } else {
    require(!std::get<rpc::InvalidMessage>(message).message.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::vector<Event> events = decode(stream, std::size_t{data[0]} + 1);
  require(events == decode(stream, stream.size() + 1));
  for (const Event& event : events) {
    if (event.kind == Event::Kind::kMessage) round_trip(rpc::parse_message(event.text));
  }
  round_trip(rpc::parse_message(stream));
  if (const auto path = lsp::path_from_uri(stream)) {
    require(lsp::path_from_uri(lsp::uri_from_path(*path)).value() == *path);
  }
  return 0;
}
