#include "protocol/lsp/structure.h"

#include "server/convert/structure.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

// These two need the text alone, so they wait for no parse.
void fold(Server& server, const lsp::FoldingRangeParams& params, rpc::Responder responder) {
  auto file = server.documents().find(params.text_document.uri);
  if (!file) return fail(responder, file.error());
  const text::TextBuffer& buffer = (*file)->document.buffer;
  const auto folds = text::find_folds(buffer.text(), text::read_source_tokens(buffer.text()));
  responder.reply(rpc::json_array(to_lsp(folds, buffer, server.documents().encoding(), server.client().folding_range)));
}

void select(Server& server, const lsp::SelectionRangeParams& params, rpc::Responder responder) {
  auto file = server.documents().find(params.text_document.uri);
  if (!file) return fail(responder, file.error());
  const text::TextBuffer& buffer = (*file)->document.buffer;
  const auto tokens = text::read_source_tokens(buffer.text());
  std::vector<lsp::SelectionRange> result;
  for (const lsp::Position& position : params.positions) {
    const auto offset = server.documents().offset_at(**file, from_lsp(position));
    if (!offset) return fail(responder, Error(offset.error()).within("positions"));
    const auto spans = text::selection_spans(buffer.text(), tokens, static_cast<std::uint32_t>(*offset));
    result.push_back(to_lsp(spans, buffer, server.documents().encoding()));
  }
  responder.reply(rpc::json_array(result));
}

void link(Server& server, const lsp::DocumentLinkParams& params, rpc::Responder responder) {
  auto file = server.documents().find(params.text_document.uri);
  if (!file) return fail(responder, file.error());
  const bool tooltips = server.client().document_link_tooltip_support;
  ask<std::vector<model::DocumentLink>>(**file, worker::JobKind::kDocumentLinks, worker::EmptyRequest{},
                                        std::move(responder),
                                        [tooltips](const std::vector<model::DocumentLink>& links) {
                                          std::vector<lsp::DocumentLink> result;
                                          for (const auto& each : links) result.push_back(to_lsp(each, tooltips));
                                          return rpc::json_array(result);
                                        });
}

}  // namespace

void register_structure(Server& server) {
  serve<lsp::FoldingRangeParams>(server, "textDocument/foldingRange", fold);
  serve<lsp::SelectionRangeParams>(server, "textDocument/selectionRange", select);
  serve<lsp::DocumentLinkParams>(server, "textDocument/documentLink", link);
}

}  // namespace cairn::server
