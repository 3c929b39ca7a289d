// From the core's answers to LSP's structs. The only place, with the rest of this
// folder, where both meet. All functions are pure.
#pragma once

#include <string>
#include <vector>

#include "core/model/answers.h"
#include "protocol/lsp/basic.h"
#include "protocol/lsp/diagnostics.h"
#include "protocol/lsp/highlight.h"
#include "protocol/lsp/hover.h"
#include "protocol/lsp/initialize.h"
#include "protocol/lsp/symbols.h"

namespace cairn::server {

lsp::Position to_lsp(const text::Position& position);
lsp::Range to_lsp(const text::Range& range);
lsp::Location to_lsp(const model::Location& location);
std::vector<lsp::Location> to_lsp(const std::vector<model::Location>& locations);
lsp::DocumentHighlight to_lsp(const model::Highlight& highlight);

// Leaves out what the client cannot show: related information, tags.
lsp::Diagnostic to_lsp(const model::Diagnostic& diagnostic, const lsp::PublishDiagnosticsClientCapabilities& client);

// Markdown, or plain text for a client that knows no Markdown.
lsp::Hover to_lsp(const model::Hover& hover, const std::vector<lsp::MarkupKind>& content_format);

// LSP's number for a kind.
lsp::SymbolKind lsp_kind(model::SymbolKind kind);

lsp::DocumentSymbol to_lsp(const model::DocumentSymbol& symbol);
// The same as a flat list, outer symbols first, for clients without the tree form.
std::vector<lsp::SymbolInformation> flatten(const std::vector<model::DocumentSymbol>& symbols, const std::string& uri);

text::Position from_lsp(const lsp::Position& position);
text::Range from_lsp(const lsp::Range& range);

}  // namespace cairn::server
