// initialize: what the client can do, and what Cairn answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/lsp/basic.h"
#include "protocol/lsp/diagnostics.h"
#include "protocol/lsp/semantic_tokens.h"
#include "protocol/lsp/trace.h"

namespace cairn::lsp {

struct PublishDiagnosticsClientCapabilities {
  bool related_information = false;
  bool version_support = false;
  std::vector<DiagnosticTag> tag_support;  // tagSupport.valueSet
};

struct CompletionItemClientCapabilities {
  bool deprecated_support = false;
  bool tag_support = false;  // tagSupport.valueSet has Deprecated
  bool snippet_support = false;
  bool insert_replace_support = false;
  bool label_details_support = false;
  bool resolves_documentation = false;           // resolveSupport.properties has documentation
  std::vector<MarkupKind> documentation_format;  // by preference
};

struct SignatureHelpClientCapabilities {
  std::vector<MarkupKind> documentation_format;  // by preference
  bool label_offset_support = false;             // signatureInformation.parameterInformation
  bool active_parameter_support = false;         // signatureInformation
};

struct FoldingRangeClientCapabilities {
  bool line_folding_only = false;
  std::optional<std::uint32_t> range_limit;
};

struct SemanticTokensClientCapabilities {
  // augmentsSyntaxTokens is false: the client colours keywords, literals and comments
  // by tokens alone. One that does not say has a grammar of its own for those.
  bool lacks_syntax_tokens = false;
  bool refresh_support = false;  // workspace.semanticTokens.refreshSupport
};

// The capabilities that Cairn uses. Reading never fails: a missing or wrong value
// means that the client cannot do the thing, and unknown words in lists are skipped.
struct ClientCapabilities {
  std::vector<base::TextEncoding> position_encodings;  // general.positionEncodings, in the client's order
  std::vector<base::TextEncoding> offset_encoding;     // clangd's extension: offsetEncoding, one name or several
  bool configuration = false;                          // workspace.configuration
  bool watched_files_registration = false;             // workspace.didChangeWatchedFiles.dynamicRegistration
  bool document_changes = false;                       // workspace.workspaceEdit.documentChanges
  bool code_action_literals = false;                   // textDocument.codeAction.codeActionLiteralSupport
  bool pulls_diagnostics = false;                      // textDocument.diagnostic
  bool diagnostic_refresh = false;                     // workspace.diagnostics.refreshSupport
  bool work_done_progress = false;                     // window.workDoneProgress
  std::vector<MarkupKind> hover_content_format;        // textDocument.hover.contentFormat
  bool hierarchical_document_symbol_support = false;   // textDocument.documentSymbol
  PublishDiagnosticsClientCapabilities publish_diagnostics;
  CompletionItemClientCapabilities completion_item;
  SignatureHelpClientCapabilities signature_help;
  FoldingRangeClientCapabilities folding_range;
  SemanticTokensClientCapabilities semantic_tokens;
  bool rename_prepare_support = false;  // textDocument.rename.prepareSupport
  bool inlay_hint_refresh = false;      // workspace.inlayHint.refreshSupport
  bool document_link_tooltip_support = false;
  bool inactive_regions = false;     // clangd's extension: textDocument.inactiveRegionsCapabilities
  bool cairn_answer_status = false;  // experimental.cairn.answerStatus
};
bool read(Reader reader, ClientCapabilities& out);

struct WorkspaceFolder {
  DocumentUri uri;
  std::string name;
};
bool read(Reader reader, WorkspaceFolder& out);

// Values of wrong types count as absent, as clients send them and clangd takes them;
// so do missing params. Only params that are no object are an error.
struct InitializeParams {
  std::optional<std::int32_t> process_id;  // the client's, to notice its death
  std::optional<std::string> root_path;    // deprecated; used where the client sends nothing newer
  std::optional<DocumentUri> root_uri;     // deprecated by workspaceFolders; null without a folder
  std::vector<WorkspaceFolder> workspace_folders;
  Json initialization_options;  // as it came; see ext/settings.h
  TraceValue trace = TraceValue::kOff;
  ClientCapabilities capabilities;
};
bool read(Reader reader, InitializeParams& out);

// What Cairn offers. Fixed are: incremental text synchronisation with open, close and
// save (without text), and every provider that the first version has.
struct ServerCapabilities {
  base::TextEncoding position_encoding = base::TextEncoding::kUtf16;
  std::vector<std::string> completion_trigger_characters = {".", "<", ">", ":", "\"", "/", "#"};
  std::vector<std::string> signature_trigger_characters = {"(", ",", "<", "{"};
  std::vector<std::string> signature_retrigger_characters = {")", ">", "}"};
  SemanticTokensLegend semantic_tokens_legend;
  bool rename_prepares = false;            // textDocument/prepareRename, only for clients that know it
  bool code_actions = false;               // only for clients that know more than commands
  bool diagnostics = false;                // only for clients that pull them
  std::vector<std::string> cairn_methods;  // experimental.cairn.methods
};
Json to_json(const ServerCapabilities& value);

struct ServerInfo {
  std::string name;
  std::string version;
};

struct InitializeResult {
  ServerCapabilities capabilities;
  std::optional<base::TextEncoding> offset_encoding;  // for clients that sent offsetEncoding
  ServerInfo server_info;
};
Json to_json(const InitializeResult& value);

}  // namespace cairn::lsp
