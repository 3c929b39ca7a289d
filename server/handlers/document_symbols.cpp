#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {

void register_document_symbols(Server& server) {
  serve<lsp::DocumentSymbolParams>(
      server, "textDocument/documentSymbol",
      [](Server& s, const lsp::DocumentSymbolParams& params, rpc::Responder responder) {
        auto file = s.documents().find(params.text_document.uri);
        if (!file) return fail(responder, file.error());
        const bool tree = s.client().hierarchical_document_symbol_support;
        ask<std::vector<model::DocumentSymbol>>(
            **file, worker::JobKind::kDocumentSymbols, worker::EmptyRequest{}, std::move(responder),
            [tree, uri = params.text_document.uri](const std::vector<model::DocumentSymbol>& symbols) {
              if (!tree) return rpc::json_array(flatten(symbols, uri));
              std::vector<lsp::DocumentSymbol> result;
              for (const model::DocumentSymbol& each : symbols) result.push_back(to_lsp(each));
              return rpc::json_array(result);
            });
      });
}

}  // namespace cairn::server
