#include <algorithm>

#include "server/convert/completion.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

// A signature that the user paged to stays the active one as long as it fits.
void keep_shown(const lsp::SignatureHelpContext& context, model::SignatureHelp& help) {
  if (!context.is_retrigger || !context.active_signature_help) return;
  const lsp::ShownSignatureHelp& shown = *context.active_signature_help;
  if (shown.active_signature >= shown.signatures.size()) return;
  const std::string& label = shown.signatures[shown.active_signature].label;
  const auto same = std::find_if(help.signatures.begin(), help.signatures.end(), [&](const auto& signature) {
    return signature.label == label && signature.active_parameter.has_value();
  });
  if (same != help.signatures.end()) help.active_signature = static_cast<std::uint32_t>(same - help.signatures.begin());
}

}  // namespace

void register_signature_help(Server& server) {
  serve<lsp::SignatureHelpParams>(
      server, "textDocument/signatureHelp",
      [](Server& s, const lsp::SignatureHelpParams& params, rpc::Responder responder) {
        ask_at<std::optional<model::SignatureHelp>>(
            s, params, worker::JobKind::kSignatureHelp, worker::PositionRequest{}, std::move(responder),
            [client = s.client().signature_help, context = params.context](std::optional<model::SignatureHelp> help) {
              if (!help) return rpc::Json();
              keep_shown(context, *help);
              return to_json(to_lsp(*help, client));
            });
      });
}

}  // namespace cairn::server
