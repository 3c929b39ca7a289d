// Offers to include a header as LSP's completion items and code actions.
#pragma once

#include <string>
#include <vector>

#include "core/model/completion.h"
#include "protocol/lsp/completion.h"
#include "protocol/lsp/initialize.h"
#include "server/answers/include_offers.h"
#include "server/convert/code_actions.h"

namespace cairn::server {

// Behind the items of the list, whose words are replaced as those of `completion`. As in clangd the label begins with
// a bullet, and the header stands beside it. Pure.
void append(const std::vector<IncludeOffer>& offers, const model::Completion& completion,
            const lsp::CompletionItemClientCapabilities& client, lsp::CompletionList& list);

// "Add #include <vector> for std::vector". Pure.
lsp::CodeAction include_action(const IncludeOffer& offer, const model::Diagnostic& diagnostic, bool is_only_one,
                               const EditTarget& target);

}  // namespace cairn::server
