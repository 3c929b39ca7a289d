// From diagnostics' fixes to LSP's code actions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/answers.h"
#include "protocol/lsp/code_action.h"
#include "protocol/lsp/initialize.h"

namespace cairn::server {

// The document that edits are for, and what its client can take.
struct EditTarget {
  std::string uri;
  std::optional<std::int32_t> version;  // of the text that the diagnostics are about
  bool is_versioned = false;            // the client knows documentChanges
  lsp::PublishDiagnosticsClientCapabilities diagnostics;
};

// What mends the diagnostics that touch `params.range`, or that stand where one of the
// client's does: each fix by itself, then all alike in the file, then everything that
// clang would apply by itself. In the order of the diagnostics; only the kinds that the
// client asks for. Pure.
std::vector<lsp::CodeAction> code_actions(const std::vector<model::Diagnostic>& diagnostics,
                                          const lsp::CodeActionParams& params, const EditTarget& target);

// The certain fixes of these diagnostics together, as clang applies them: of two that
// touch the same place, the first. In the order of their places.
std::vector<model::Edit> combined_edits(const std::vector<const model::Diagnostic*>& diagnostics);

// One edit of the document, about no diagnostic. Pure.
lsp::CodeAction plain_action(std::string title, std::string_view kind, const std::vector<model::Edit>& edits,
                             const EditTarget& target);

}  // namespace cairn::server
