#include "protocol/lsp/navigation.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {

// Until there is an index, references know the open file's own unit only: the answer
// is true but may lack other files, and says so.
void register_references(Server& server) {
  serve<lsp::ReferenceParams>(server, "textDocument/references",
                              [](Server& s, const lsp::ReferenceParams& params, rpc::Responder responder) {
                                worker::ReferencesRequest request;
                                request.include_declaration = params.context.include_declaration;
                                ask_at<std::vector<model::Location>>(
                                    s, params, worker::JobKind::kReferences, request, std::move(responder),
                                    [&s, id = responder.id()](const std::vector<model::Location>& locations) {
                                      s.mark_partial(id, "only the open file and the files it includes were searched");
                                      return rpc::json_array(to_lsp(locations));
                                    });
                              });
}

}  // namespace cairn::server
