#include "protocol/lsp/text_sync.h"

#include "platform/base/log.h"
#include "platform/fs/path.h"
#include "protocol/lsp/uri.h"
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

// What the client says is one hint of several: the file itself is compared.
void report_files(Server& server, const std::vector<lsp::DocumentUri>& uris) {
  std::vector<std::string> paths;
  for (const lsp::DocumentUri& uri : uris) {
    const auto path = lsp::path_from_uri(uri);
    if (!path) continue;
    const std::string normal = fs::normalize_path(*path);
    const std::string folder(fs::parent_path(normal));
    paths.push_back(fs::join_path(fs::real_path(folder).value_or(folder), fs::file_name(normal)));
  }
  server.disk().report(paths);
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
  take_text<lsp::DidChangeTextDocumentParams>(server, "textDocument/didChange",
                                              [](Server& s, const lsp::DidChangeTextDocumentParams& params) {
                                                s.index().tell_waiting();
                                                return s.documents().change(params);
                                              });
  take<lsp::DidCloseTextDocumentParams>(server, "textDocument/didClose",
                                        [](Server& s, const lsp::DidCloseTextDocumentParams& params) {
                                          s.index().tell_waiting();
                                          s.documents().close(params.text_document.uri);
                                          s.open_files_changed();
                                          return Result<void>();
                                        });
  take<lsp::DidSaveTextDocumentParams>(server, "textDocument/didSave",
                                       [](Server& s, const lsp::DidSaveTextDocumentParams& params) {
                                         s.workspace().file_saved();
                                         report_files(s, {params.text_document.uri});
                                         return Result<void>();
                                       });
  take<lsp::DidChangeWatchedFilesParams>(server, "workspace/didChangeWatchedFiles",
                                         [](Server& s, const lsp::DidChangeWatchedFilesParams& params) {
                                           s.workspace().file_saved();
                                           report_files(s, params.uris);
                                           return Result<void>();
                                         });
}

}  // namespace cairn::server
