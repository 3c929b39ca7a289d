#include "protocol/lsp/diagnostics.h"

#include "platform/base/hash.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {

// The result's id is a hash of the diagnostics: nothing has to be remembered, and what
// comes out the same is not sent again, however it was found.
void register_diagnostics(Server& server) {
  serve<lsp::DocumentDiagnosticParams>(
      server, "textDocument/diagnostic",
      [](Server& s, const lsp::DocumentDiagnosticParams& params, rpc::Responder responder) {
        auto file = s.documents().find(params.text_document.uri);
        if (!file) return fail(responder, file.error());
        answer_when_diagnosed(**file, std::move(responder),
                              [previous = params.previous_result_id, client = s.client().publish_diagnostics](
                                  rpc::Responder& answer, const Diagnostics& diagnostics) {
                                if (!diagnostics) {
                                  return answer.fail(rpc::error_codes::kServerCancelled, "the text changed meanwhile",
                                                     to_json(lsp::DiagnosticServerCancellationData{}));
                                }
                                rpc::Json items = rpc::Json::array();
                                for (const model::Diagnostic& each : *diagnostics)
                                  items.push_back(to_json(to_lsp(each, client)));
                                lsp::DocumentDiagnosticReport report{base::hex64(base::hash64(rpc::dump_json(items))),
                                                                     {}};
                                if (report.result_id != previous) report.items = std::move(items);
                                answer.reply(to_json(report));
                              });
      });
}

}  // namespace cairn::server
