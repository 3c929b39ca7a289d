// Bytes from a worker, or for one: cut into frames as they come, payloads decoded.
// The first byte gives the size of the pieces in which the rest arrives.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/worker/codec.h"
#include "core/worker/fields.h"
#include "core/worker/frame.h"

namespace cairn::worker {
namespace {

// What decodes must encode to the same bytes: one record, one encoding.
template <typename T>
void check_payload(std::string_view payload) {
  if (const Result<T> record = decode<T>(payload); record && encode(*record) != payload) std::abort();
}

void check_request(const Frame& frame) {
  switch (frame.kind) {
    case JobKind::kHello:
      return;
    case JobKind::kParse:
    case JobKind::kUpdate:
      return check_payload<ParseRequest>(frame.payload);
    case JobKind::kReferences:
      return check_payload<ReferencesRequest>(frame.payload);
    case JobKind::kDocumentSymbols:
      return check_payload<EmptyRequest>(frame.payload);
    case JobKind::kCompletion:
      return check_payload<CompletionRequest>(frame.payload);
    default:
      return check_payload<PositionRequest>(frame.payload);
  }
}

void check_reply(const Frame& frame) {
  switch (frame.kind) {
    case JobKind::kHello:
      return check_payload<HelloMessage>(frame.payload);
    case JobKind::kParse:
      return check_payload<model::ParseOutcome>(frame.payload);
    case JobKind::kHover:
      return check_payload<std::optional<model::Hover>>(frame.payload);
    case JobKind::kHighlights:
      return check_payload<std::vector<model::Highlight>>(frame.payload);
    case JobKind::kDocumentSymbols:
      return check_payload<std::vector<model::DocumentSymbol>>(frame.payload);
    case JobKind::kCompletion:
      return check_payload<model::Completion>(frame.payload);
    case JobKind::kUpdate:
      return check_payload<EmptyRequest>(frame.payload);
    default:
      return check_payload<std::vector<model::Location>>(frame.payload);
  }
}

void check_frame(const Frame& frame) {
  switch (frame.status) {
    case FrameStatus::kRequest:
      return check_request(frame);
    case FrameStatus::kReply:
      return check_reply(frame);
    case FrameStatus::kFailed:
      return check_payload<std::string>(frame.payload);
  }
}

}  // namespace
}  // namespace cairn::worker

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string_view whole = stream;
  const std::size_t piece_bytes = std::size_t{data[0]} + 1;
  cairn::worker::FrameDecoder decoder;
  std::vector<cairn::worker::Frame> frames;
  bool broken = false;
  while (!stream.empty() && !broken) {
    const std::string_view piece = stream.substr(0, std::min(piece_bytes, stream.size()));
    stream.remove_prefix(piece.size());
    broken = !decoder.feed(piece, frames);
  }
  std::string again;
  for (const cairn::worker::Frame& frame : frames) {
    cairn::worker::check_frame(frame);
    again += cairn::worker::encode_frame(frame).value();
  }
  if (!whole.starts_with(again)) std::abort();
  if (!broken && again.size() + decoder.buffered_bytes() != whole.size()) std::abort();
  return 0;
}
