// Bytes from a worker, or for one: cut into frames as they come, payloads decoded, and
// answers turned into what the client gets. The first byte gives the size of the pieces
// in which the rest arrives. The rest is also taken as one payload of every kind, which
// spares the fuzzer the headers.

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
#include "platform/base/utf.h"
#include "server/convert/answers.h"
#include "server/convert/completion.h"
#include "server/convert/semantic_tokens.h"
#include "server/convert/structure.h"

namespace cairn::worker {
namespace {

// What decodes must encode to the same bytes: one record, one encoding.
template <typename T>
Result<T> decode_checked(std::string_view payload) {
  Result<T> record = decode<T>(payload);
  if (record && encode(*record) != payload) std::abort();
  return record;
}

template <typename T>
void check_payload(std::string_view payload) {
  static_cast<void>(decode_checked<T>(payload));
}

// Strings of answers are any bytes; the client gets valid UTF-8.
void check_text(const rpc::Json& json) {
  if (!base::is_valid_utf8(rpc::dump_json(json))) std::abort();
}

void check_answer(const model::ParseOutcome& outcome) {
  lsp::PublishDiagnosticsClientCapabilities client;
  for (const bool has_everything : {false, true}) {
    client.related_information = has_everything;
    if (has_everything) client.tag_support = {lsp::DiagnosticTag::kUnnecessary, lsp::DiagnosticTag::kDeprecated};
    for (const model::Diagnostic& each : outcome.diagnostics) check_text(to_json(server::to_lsp(each, client)));
  }
}

void check_answer(const std::optional<model::Hover>& hover) {
  if (!hover) return;
  check_text(to_json(server::to_lsp(*hover, {lsp::MarkupKind::kMarkdown})));
  check_text(to_json(server::to_lsp(*hover, {})));
}

void check_answer(const std::vector<model::Highlight>& highlights) {
  for (const model::Highlight& each : highlights) check_text(to_json(server::to_lsp(each)));
}

void check_answer(const std::vector<model::DocumentSymbol>& symbols) {
  for (const model::DocumentSymbol& each : symbols) check_text(to_json(server::to_lsp(each)));
  check_text(rpc::json_array(server::flatten(symbols, "file:///a.cpp")));
}

void check_answer(const model::Completion& completion) {
  lsp::CompletionItemClientCapabilities client;
  check_text(to_json(server::to_lsp(completion, client, 1)));
  client.tag_support = client.deprecated_support = true;
  client.snippet_support = client.insert_replace_support = client.label_details_support = true;
  client.documentation_format = {lsp::MarkupKind::kMarkdown};
  check_text(to_json(server::to_lsp(completion, client, 1)));
}

void check_answer(const std::optional<model::CompletionDetails>& details) {
  if (details) check_text(to_json(server::documentation_to_lsp(details->documentation, {})));
}

void check_answer(const std::optional<model::SignatureHelp>& help) {
  if (!help) return;
  lsp::SignatureHelpClientCapabilities client;
  check_text(to_json(server::to_lsp(*help, client)));
  client.label_offset_support = client.active_parameter_support = true;
  check_text(to_json(server::to_lsp(*help, client)));
}

void check_answer(const std::vector<model::Location>& locations) {
  check_text(rpc::json_array(server::to_lsp(locations)));
}

void check_answer(const std::vector<model::SemanticToken>& tokens) {
  const std::vector<std::uint32_t> data = server::to_lsp(tokens);
  if (data.size() % 5 != 0 || data.size() > tokens.size() * 5) std::abort();
  check_text(to_json(lsp::SemanticTokens{"1", data}));
}

void check_answer(const std::vector<model::InlayHint>& hints) {
  for (const model::InlayHint& each : hints) check_text(to_json(server::to_lsp(each)));
}

void check_answer(const std::vector<model::DocumentLink>& links) {
  for (const model::DocumentLink& each : links) check_text(to_json(server::to_lsp(each, true)));
}

template <typename T>
void check_answer_payload(std::string_view payload) {
  if (const Result<T> answer = decode_checked<T>(payload)) check_answer(*answer);
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
    case JobKind::kDocumentLinks:
      return check_payload<EmptyRequest>(frame.payload);
    case JobKind::kSemanticTokens:
      return check_payload<SemanticTokensRequest>(frame.payload);
    case JobKind::kInlayHints:
      return check_payload<InlayHintsRequest>(frame.payload);
    case JobKind::kCompletion:
      return check_payload<CompletionRequest>(frame.payload);
    case JobKind::kCompletionDetails:
      return check_payload<CompletionDetailsRequest>(frame.payload);
    case JobKind::kIndexUnit:
      return check_payload<IndexUnitRequest>(frame.payload);
    case JobKind::kDeliverRows:
      return check_payload<DeliverRowsRequest>(frame.payload);
    case JobKind::kBuildPrelude:
      return check_payload<BuildPreludeRequest>(frame.payload);
    case JobKind::kDescribeCommand:
      return check_payload<DescribeCommandRequest>(frame.payload);
    default:
      return check_payload<PositionRequest>(frame.payload);
  }
}

void check_reply(const Frame& frame) {
  switch (frame.kind) {
    case JobKind::kHello:
      return check_payload<HelloMessage>(frame.payload);
    case JobKind::kParse:
      return check_answer_payload<model::ParseOutcome>(frame.payload);
    case JobKind::kHover:
      return check_answer_payload<std::optional<model::Hover>>(frame.payload);
    case JobKind::kHighlights:
      return check_answer_payload<std::vector<model::Highlight>>(frame.payload);
    case JobKind::kDocumentSymbols:
      return check_answer_payload<std::vector<model::DocumentSymbol>>(frame.payload);
    case JobKind::kCompletion:
      return check_answer_payload<model::Completion>(frame.payload);
    case JobKind::kCompletionDetails:
      return check_answer_payload<std::optional<model::CompletionDetails>>(frame.payload);
    case JobKind::kSignatureHelp:
      return check_answer_payload<std::optional<model::SignatureHelp>>(frame.payload);
    case JobKind::kUpdate:
      return check_payload<EmptyRequest>(frame.payload);
    case JobKind::kSemanticTokens:
      return check_answer_payload<std::vector<model::SemanticToken>>(frame.payload);
    case JobKind::kInlayHints:
      return check_answer_payload<std::vector<model::InlayHint>>(frame.payload);
    case JobKind::kDocumentLinks:
      return check_answer_payload<std::vector<model::DocumentLink>>(frame.payload);
    case JobKind::kIndexUnit:
      return check_payload<IndexedUnit>(frame.payload);
    case JobKind::kDeliverRows:
      return check_payload<DeliveredRows>(frame.payload);
    case JobKind::kBuildPrelude:
      return check_payload<BuiltPrelude>(frame.payload);
    case JobKind::kDescribeCommand:
      return check_payload<CommandDescription>(frame.payload);
    case JobKind::kSymbolsAt:
      return check_payload<std::vector<model::NamedSymbol>>(frame.payload);
    default:
      return check_answer_payload<std::vector<model::Location>>(frame.payload);
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

void check_as_payload(std::string_view payload) {
  for (std::uint16_t kind = 0; kind <= kLastJobKind; ++kind) {
    for (const FrameStatus status : {FrameStatus::kRequest, FrameStatus::kReply}) {
      check_frame({static_cast<JobKind>(kind), status, 1, std::string(payload)});
    }
  }
}

}  // namespace
}  // namespace cairn::worker

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string_view whole = stream;
  cairn::worker::check_as_payload(whole);
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
