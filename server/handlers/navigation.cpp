#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

void serve_locations(Server& server, const std::string& method, worker::JobKind kind) {
  serve<lsp::TextDocumentPositionParams>(
      server, method, [kind](Server& s, const lsp::TextDocumentPositionParams& params, rpc::Responder responder) {
        ask_at<std::vector<model::Location>>(
            s, params, kind, worker::PositionRequest{}, std::move(responder),
            [](const std::vector<model::Location>& locations) { return rpc::json_array(to_lsp(locations)); });
      });
}

}  // namespace

void register_navigation(Server& server) {
  serve_locations(server, "textDocument/definition", worker::JobKind::kDefinition);
  serve_locations(server, "textDocument/declaration", worker::JobKind::kDeclaration);
}

}  // namespace cairn::server
