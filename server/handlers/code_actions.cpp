#include "server/convert/code_actions.h"

#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {

void register_code_actions(Server& server) {
  serve<lsp::CodeActionParams>(
      server, "textDocument/codeAction", [](Server& s, const lsp::CodeActionParams& params, rpc::Responder responder) {
        // To other clients an action is a command, of which there are none.
        if (!s.client().code_action_literals) return responder.reply(rpc::Json::array());
        auto file = s.documents().find(params.text_document.uri);
        if (!file) return fail(responder, file.error());
        const EditTarget target{(*file)->document.uri, (*file)->document.version, s.client().document_changes,
                                s.client().publish_diagnostics};
        answer_when_diagnosed(**file, std::move(responder),
                              [params, target](rpc::Responder& answer, const Diagnostics& diagnostics) {
                                if (!diagnostics) {
                                  return answer.fail(rpc::error_codes::kContentModified, "the text changed meanwhile");
                                }
                                answer.reply(rpc::json_array(code_actions(*diagnostics, params, target)));
                              });
      });
}

}  // namespace cairn::server
