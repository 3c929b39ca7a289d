#include "protocol/lsp/inlay_hint.h"
#include "server/convert/structure.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {

void register_inlay_hints(Server& server) {
  serve<lsp::InlayHintParams>(
      server, "textDocument/inlayHint", [](Server& s, const lsp::InlayHintParams& params, rpc::Responder responder) {
        auto file = s.documents().find(params.text_document.uri);
        if (!file) return fail(responder, file.error());
        const auto offsets = s.documents().offsets_of(**file, from_lsp(params.range));
        if (!offsets) return fail(responder, offsets.error());
        const ext::Settings::InlayHints& settings = s.settings().inlay_hints;
        if (!settings.enabled.value_or(true)) return responder.reply(rpc::Json::array());
        const worker::InlayHintsRequest request{offsets->first, offsets->second, from_settings(settings)};
        ask<std::vector<model::InlayHint>>(**file, worker::JobKind::kInlayHints, request, std::move(responder),
                                           [](const std::vector<model::InlayHint>& hints) {
                                             std::vector<lsp::InlayHint> result;
                                             for (const model::InlayHint& each : hints) result.push_back(to_lsp(each));
                                             return rpc::json_array(result);
                                           });
      });
}

}  // namespace cairn::server
