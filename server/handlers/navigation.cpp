#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

using Params = lsp::TextDocumentPositionParams;
using Locations = std::vector<model::Location>;

void serve_locations(Server& server, const std::string& method, worker::JobKind kind) {
  serve<Params>(server, method, [kind](Server& s, const Params& params, rpc::Responder responder) {
    ask_at<Locations>(s, params, kind, worker::PositionRequest{}, std::move(responder),
                      [](const Locations& locations) { return rpc::json_array(to_lsp(locations)); });
  });
}

// Classes of other files may derive, too, and the unit does not know them.
void serve_implementation(Server& server) {
  serve<Params>(server, "textDocument/implementation", [](Server& s, const Params& params, rpc::Responder responder) {
    const rpc::RequestId id = responder.id();
    ask_at<Locations>(s, params, worker::JobKind::kImplementation, worker::PositionRequest{}, std::move(responder),
                      [&s, id](const Locations& locations) {
                        s.mark_partial(id, "only the open file and the files it includes were searched");
                        return rpc::json_array(to_lsp(locations));
                      });
  });
}

}  // namespace

void register_navigation(Server& server) {
  serve_locations(server, "textDocument/definition", worker::JobKind::kDefinition);
  serve_locations(server, "textDocument/declaration", worker::JobKind::kDeclaration);
  serve_locations(server, "textDocument/typeDefinition", worker::JobKind::kTypeDefinition);
  serve_implementation(server);
}

}  // namespace cairn::server
