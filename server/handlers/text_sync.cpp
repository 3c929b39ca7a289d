#include "protocol/lsp/text_sync.h"

#include "platform/base/log.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

// Notifications have no reply to carry an error: it goes to the log, and to the user
// where an edit would be lost otherwise.
template <typename Params, typename Handler>
void take(Server& server, const std::string& method, Handler handler) {
  server.connection().on_notification(method, [&server, method, handler](const rpc::Json& json) {
    Result<Params> params = rpc::parse_params<Params>(json);
    Result<void> done = params ? handler(server, *params) : Result<void>(unexpected(params.error()));
    if (!done) server.show_error(method + ": " + done.error().message);
  });
}

}  // namespace

void register_text_sync(Server& server) {
  take<lsp::DidOpenTextDocumentParams>(
      server, "textDocument/didOpen",
      [](Server& s, const lsp::DidOpenTextDocumentParams& params) { return s.documents().open(params.text_document); });
  take<lsp::DidChangeTextDocumentParams>(
      server, "textDocument/didChange",
      [](Server& s, const lsp::DidChangeTextDocumentParams& params) { return s.documents().change(params); });
  take<lsp::DidCloseTextDocumentParams>(server, "textDocument/didClose",
                                        [](Server& s, const lsp::DidCloseTextDocumentParams& params) {
                                          s.documents().close(params.text_document.uri);
                                          return Result<void>();
                                        });
}

}  // namespace cairn::server
