#include "protocol/lsp/text_sync.h"

#include "platform/base/log.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

// Notifications have no reply to carry an error: it goes to the user, except that a
// document which is no local file (an editor's scratch buffer) is the log's matter.
void report(Server& server, const std::string& method, const Result<void>& done) {
  if (done) return;
  const std::string message = method + ": " + done.error().message;
  if (done.error().code == ErrorCode::kUnsupported) {
    server.tell(message);
  } else {
    server.show_error(message);
  }
}

template <typename Params, typename Handler>
void take(Server& server, const std::string& method, Handler handler) {
  server.connection().on_notification(method, [&server, method, handler](const rpc::Json& json) {
    Result<Params> params = rpc::parse_params<Params>(json);
    Result<void> done = params ? handler(server, *params) : Result<void>(unexpected(params.error()));
    report(server, method, done);
  });
}

// Like take() for what gives a document its text: if that cannot be read, the text that
// the client has now is unknown.
template <typename Params, typename Handler>
void take_text(Server& server, const std::string& method, Handler handler) {
  server.connection().on_notification(method, [&server, method, handler](const rpc::Json& json) {
    Result<Params> params = rpc::parse_params<Params>(json);
    if (params) return report(server, method, handler(server, *params));
    Result<lsp::DidCloseTextDocumentParams> document = rpc::parse_params<lsp::DidCloseTextDocumentParams>(json);
    report(server, method,
           document ? server.documents().drop(document->text_document.uri, params.error())
                    : Result<void>(unexpected(params.error())));
  });
}

}  // namespace

void register_text_sync(Server& server) {
  take_text<lsp::DidOpenTextDocumentParams>(server, "textDocument/didOpen",
                                            [](Server& s, const lsp::DidOpenTextDocumentParams& params) {
                                              s.workspace().file_opened();
                                              Result<void> opened = s.documents().open(params.text_document);
                                              s.open_files_changed();
                                              return opened;
                                            });
  take_text<lsp::DidChangeTextDocumentParams>(
      server, "textDocument/didChange",
      [](Server& s, const lsp::DidChangeTextDocumentParams& params) { return s.documents().change(params); });
  take<lsp::DidCloseTextDocumentParams>(server, "textDocument/didClose",
                                        [](Server& s, const lsp::DidCloseTextDocumentParams& params) {
                                          s.documents().close(params.text_document.uri);
                                          s.open_files_changed();
                                          return Result<void>();
                                        });
  take<lsp::DidSaveTextDocumentParams>(server, "textDocument/didSave",
                                       [](Server& s, const lsp::DidSaveTextDocumentParams&) {
                                         s.workspace().file_saved();
                                         s.index().files_changed();
                                         return Result<void>();
                                       });
  // Which files changed does not matter: what commands depend on is looked at by itself.
  server.connection().on_notification("workspace/didChangeWatchedFiles", [&server](const rpc::Json&) {
    server.workspace().file_saved();
    server.index().files_changed();
  });
}

}  // namespace cairn::server
