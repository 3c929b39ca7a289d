// Completion and signature help as LSP's structs, in the forms that the client knows.
// All functions are pure.
#pragma once

#include <cstdint>
#include <string>

#include "core/model/completion.h"
#include "protocol/lsp/completion.h"
#include "protocol/lsp/initialize.h"
#include "protocol/lsp/signature_help.h"

namespace cairn::server {

// The items in the order given: editors sort by sortText, which numbers them. What
// the client can ask for later carries `list_id` as data.
lsp::CompletionList to_lsp(const model::Completion& completion, const lsp::CompletionItemClientCapabilities& client,
                           std::uint32_t list_id);

// Plain text in a form that the client shows: as it is, or as Markdown that looks the
// same where Markdown is all that it knows.
lsp::MarkupContent documentation_to_lsp(const std::string& text, const std::vector<lsp::MarkupKind>& formats);

lsp::SignatureHelp to_lsp(const model::SignatureHelp& help, const lsp::SignatureHelpClientCapabilities& client);

}  // namespace cairn::server
