#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {

void register_highlights(Server& server) {
  serve<lsp::TextDocumentPositionParams>(
      server, "textDocument/documentHighlight",
      [](Server& s, const lsp::TextDocumentPositionParams& params, rpc::Responder responder) {
        ask_at<std::vector<model::Highlight>>(s, params, worker::JobKind::kHighlights, worker::PositionRequest{},
                                              std::move(responder), [](const std::vector<model::Highlight>& found) {
                                                std::vector<lsp::DocumentHighlight> result;
                                                for (const model::Highlight& each : found)
                                                  result.push_back(to_lsp(each));
                                                return rpc::json_array(result);
                                              });
      });
}

}  // namespace cairn::server
