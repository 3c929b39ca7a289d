#include <utility>

#include "core/project/counterpart.h"
#include "platform/fs/path.h"
#include "protocol/lsp/uri.h"
#include "server/answers/call.h"
#include "server/answers/counterparts.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

using Database = std::shared_ptr<const project::CompilationDatabase>;

// By name, wherever it is; else by what the one declares and the other defines.
std::string find_other(const ProjectView& view, const std::string& path, const Database& database) {
  std::vector<std::string> files = files_of_same_name(view, path);
  if (database) {
    for (std::string& each : database->files()) files.push_back(std::move(each));
  }
  std::string other = project::find_counterpart(path, view.root, files);
  return other.empty() ? counterpart_by_symbols(view, path) : other;
}

std::string uri_of(const std::string& path) { return path.empty() ? std::string() : lsp::uri_from_path(path); }

}  // namespace

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
        const std::string file = fs::normalize_path(*path);
        const auto view = s.project_view();
        if (!view) return responder.reply(uri_of(s.workspace().counterpart_of(file)));
        const project::ProjectDatabase* known = s.workspace().database();
        const auto call = Call::make(s, std::move(responder));
        call->ask_store<std::string>(
            QueryThreads::Lane::kQuick, *view,
            [file, database = known ? known->database : nullptr](const ProjectView& shared, const std::stop_token&) {
              return find_other(shared, file, database);
            },
            [call](const std::string& other) { call->reply(uri_of(other)); });
      });
}

}  // namespace cairn::server
