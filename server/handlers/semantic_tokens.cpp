#include "protocol/lsp/semantic_tokens.h"

#include <limits>

#include "server/convert/semantic_tokens.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

using Tokens = std::vector<model::SemanticToken>;

model::SemanticTokenChoice choice_for(const lsp::ClientCapabilities& client) {
  model::SemanticTokenChoice choice;
  // Who shows inactive regions in a way of its own needs no tokens for them.
  choice.inactive_as_comments = !client.inactive_regions;
  choice.syntax = client.semantic_tokens.lacks_syntax_tokens;
  return choice;
}

// Asks for the whole file's tokens; `to_result` gets the file's new result, which is kept.
void ask_full(Server& server, const lsp::TextDocumentIdentifier& document, rpc::Responder responder,
              std::function<rpc::Json(OpenFile&, lsp::SemanticTokens)> to_result) {
  auto file = server.documents().find(document.uri);
  if (!file) return fail(responder, file.error());
  const worker::SemanticTokensRequest request{0, std::numeric_limits<std::uint64_t>::max(),
                                              choice_for(server.client())};
  OpenFile* self = *file;  // a closed file's questions end unanswered, before it is gone
  ask<Tokens>(**file, worker::JobKind::kSemanticTokens, request, std::move(responder),
              [&server, self, to_result = std::move(to_result)](const Tokens& tokens) {
                lsp::SemanticTokens result{server.documents().next_result_id(), to_lsp(tokens)};
                return to_result(*self, std::move(result));
              });
}

void full(Server& server, const lsp::SemanticTokensParams& params, rpc::Responder responder) {
  ask_full(server, params.text_document, std::move(responder), [](OpenFile& file, lsp::SemanticTokens result) {
    file.semantic_tokens = std::move(result);
    return to_json(file.semantic_tokens);
  });
}

// All tokens again, if the client names another result than the last one.
void delta(Server& server, const lsp::SemanticTokensDeltaParams& params, rpc::Responder responder) {
  ask_full(server, params.text_document, std::move(responder),
           [previous = params.previous_result_id](OpenFile& file, lsp::SemanticTokens result) {
             std::swap(file.semantic_tokens, result);
             const lsp::SemanticTokens& now = file.semantic_tokens;
             if (previous.empty() || result.result_id != previous) return to_json(now);
             return to_json(lsp::SemanticTokensDelta{now.result_id, lsp::difference(result.data, now.data)});
           });
}

void range(Server& server, const lsp::SemanticTokensRangeParams& params, rpc::Responder responder) {
  auto file = server.documents().find(params.text_document.uri);
  if (!file) return fail(responder, file.error());
  const auto offsets = server.documents().offsets_of(**file, from_lsp(params.range));
  if (!offsets) return fail(responder, offsets.error());
  const worker::SemanticTokensRequest request{offsets->first, offsets->second, choice_for(server.client())};
  ask<Tokens>(**file, worker::JobKind::kSemanticTokens, request, std::move(responder),
              [](const Tokens& tokens) { return to_json(lsp::SemanticTokens{"", to_lsp(tokens)}); });
}

}  // namespace

void register_semantic_tokens(Server& server) {
  serve<lsp::SemanticTokensParams>(server, "textDocument/semanticTokens/full", full);
  serve<lsp::SemanticTokensDeltaParams>(server, "textDocument/semanticTokens/full/delta", delta);
  serve<lsp::SemanticTokensRangeParams>(server, "textDocument/semanticTokens/range", range);
}

}  // namespace cairn::server
