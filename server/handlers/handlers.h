// The methods that Cairn serves: one file each, one table for all.
#pragma once

#include "server/session/server.h"

namespace cairn::server {

// Enters every method into the connection's tables. Handlers run on the loop thread
// and borrow `server`, which owns the connection.
void register_handlers(Server& server);

// Parts of the table, by file.
void register_lifecycle(Server& server);             // initialize … exit, $/setTrace
void register_text_sync(Server& server);             // textDocument/did…
void register_configuration(Server& server);         // workspace/didChangeConfiguration
void register_hover(Server& server);                 // textDocument/hover
void register_navigation(Server& server);            // textDocument/definition, declaration, …
void register_implementations(Server& server);       // textDocument/implementation
void register_references(Server& server);            // textDocument/references
void register_rename(Server& server);                // textDocument/prepareRename, rename
void register_hierarchies(Server& server);           // callHierarchy/…, typeHierarchy/…, their prepare…
void register_highlights(Server& server);            // textDocument/documentHighlight
void register_document_symbols(Server& server);      // textDocument/documentSymbol
void register_workspace_symbols(Server& server);     // workspace/symbol
void register_completion(Server& server);            // textDocument/completion, completionItem/resolve
void register_signature_help(Server& server);        // textDocument/signatureHelp
void register_reports(Server& server);               // $/memoryReport, $/memoryUsage, $/metrics
void register_code_lenses(Server& server);           // textDocument/codeLens, codeLens/resolve
void register_dependencies(Server& server);          // $/dependencies
void register_include_hierarchy(Server& server);     // $/includeHierarchy
void register_impact(Server& server);                // $/impact
void register_semantic_tokens(Server& server);       // textDocument/semanticTokens/…
void register_inlay_hints(Server& server);           // textDocument/inlayHint
void register_structure(Server& server);             // textDocument/foldingRange, selectionRange, documentLink
void register_code_actions(Server& server);          // textDocument/codeAction
void register_diagnostics(Server& server);           // textDocument/diagnostic
void register_switch_source_header(Server& server);  // textDocument/switchSourceHeader

}  // namespace cairn::server
