#include "protocol/lsp/uri.h"

#include "platform/fs/path.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {

// clangd's method, for its clients: the answer is a URI, empty where there is none. The
// file need not be open.
void register_switch_source_header(Server& server) {
  serve<lsp::TextDocumentIdentifier>(
      server, "textDocument/switchSourceHeader",
      [](Server& s, const lsp::TextDocumentIdentifier& params, rpc::Responder responder) {
        auto path = lsp::path_from_uri(params.uri);
        if (!path) {
          return fail(responder, Error{ErrorCode::kInvalidArgument, "uri: " + path.error().message});
        }
        const std::string other = s.workspace().counterpart_of(fs::normalize_path(*path));
        responder.reply(other.empty() ? std::string() : lsp::uri_from_path(other));
      });
}

}  // namespace cairn::server
