#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {

void register_hover(Server& server) {
  serve<lsp::TextDocumentPositionParams>(
      server, "textDocument/hover",
      [](Server& s, const lsp::TextDocumentPositionParams& params, rpc::Responder responder) {
        ask_at<std::optional<model::Hover>>(
            s, params, worker::JobKind::kHover, worker::PositionRequest{}, std::move(responder),
            [formats = s.client().hover_content_format](const std::optional<model::Hover>& hover) {
              return hover ? to_json(to_lsp(*hover, formats)) : rpc::Json();
            });
      });
}

}  // namespace cairn::server
