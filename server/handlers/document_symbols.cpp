#include "core/query/file_symbols.h"
#include "server/answers/lexical_answers.h"
#include "server/answers/outline.h"
#include "server/answers/subject.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {

namespace {

void answer(const std::shared_ptr<Call>& call, const std::string& uri) {
  Server& server = call->server();
  if (server.index().is_opening()) return server.index().when_open([=] { answer(call, uri); });
  const auto file = server.documents().find(uri);
  if (!file) return call->fail(file.error());
  const bool tree = server.client().hierarchical_document_symbol_support;
  const auto view = server.project_view();
  if (view && !(*file)->session->has_current_parse()) {
    const Document& document = (*file)->document;
    if (const auto rows = fresh_rows(*view, document); !rows.empty()) {
      const auto outline = outline_in_client_units(query::outline_of(rows), document.buffer.text(), view->encoding);
      return call->reply(outline_to_json(outline, uri, tree));
    }
    outline_lexically_if_late(call, uri);
  }
  call->ask_worker<std::vector<model::DocumentSymbol>>(
      **file, worker::JobKind::kDocumentSymbols, worker::EmptyRequest{},
      [call, uri, tree](const Result<std::vector<model::DocumentSymbol>>& symbols) {
        if (!symbols) return call->fail(symbols.error());
        call->reply(outline_to_json(*symbols, uri, tree));
      });
}

}  // namespace

void register_document_symbols(Server& server) {
  serve<lsp::DocumentSymbolParams>(server, "textDocument/documentSymbol",
                                   [](Server& s, const lsp::DocumentSymbolParams& params, rpc::Responder responder) {
                                     answer(Call::make(s, std::move(responder)), params.text_document.uri);
                                   });
}

}  // namespace cairn::server
