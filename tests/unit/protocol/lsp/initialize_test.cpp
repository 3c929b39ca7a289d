#include "protocol/lsp/initialize.h"

#include <catch2/catch.hpp>

namespace cairn::lsp {
namespace {

using base::TextEncoding;

InitializeParams parsed(const char* text) {
  Result<InitializeParams> params = rpc::parse_params<InitializeParams>(Json::parse(text));
  if (!params) FAIL(params.error().message);
  return *std::move(params);
}

// What vscode-languageclient 9 sends, shortened to one area of each sort.
constexpr const char* kVsCode = R"({
  "processId": 4711, "clientInfo": {"name": "Visual Studio Code", "version": "1.95.0"}, "locale": "en",
  "rootPath": "/home/me/project", "rootUri": "file:///home/me/project",
  "capabilities": {
    "workspace": {"applyEdit": true, "workspaceEdit": {"documentChanges": true}, "configuration": true,
                  "didChangeWatchedFiles": {"dynamicRegistration": true, "relativePatternSupport": true}},
    "textDocument": {
      "publishDiagnostics": {"relatedInformation": true, "versionSupport": false, "tagSupport": {"valueSet": [1, 2]},
                             "codeDescriptionSupport": true, "dataSupport": true},
      "synchronization": {"dynamicRegistration": true, "willSave": true, "didSave": true},
      "completion": {"dynamicRegistration": true, "contextSupport": true,
        "completionItem": {"snippetSupport": true, "commitCharactersSupport": true,
                           "documentationFormat": ["markdown", "plaintext"], "deprecatedSupport": true,
                           "preselectSupport": true, "tagSupport": {"valueSet": [1]},
                           "insertReplaceSupport": true, "labelDetailsSupport": true,
                           "resolveSupport": {"properties": ["documentation", "detail", "additionalTextEdits"]}}},
      "signatureHelp": {"dynamicRegistration": true, "contextSupport": true,
        "signatureInformation": {"documentationFormat": ["markdown", "plaintext"], "activeParameterSupport": true,
                                 "parameterInformation": {"labelOffsetSupport": true}}},
      "hover": {"dynamicRegistration": true, "contentFormat": ["markdown", "plaintext"]},
      "definition": {"dynamicRegistration": true, "linkSupport": true},
      "documentSymbol": {"dynamicRegistration": true, "hierarchicalDocumentSymbolSupport": true}},
    "window": {"showMessage": {"messageActionItem": {"additionalPropertiesSupport": true}}, "workDoneProgress": true},
    "general": {"staleRequestSupport": {"cancel": true, "retryOnContentModified": []},
                "regularExpressions": {"engine": "ECMAScript", "version": "ES2020"},
                "positionEncodings": ["utf-16"]},
    "notebookDocument": {"synchronization": {"dynamicRegistration": true}},
    "experimental": {"cairn": {"answerStatus": true}}},
  "initializationOptions": {"fallbackFlags": ["-std=c++20"]}, "trace": "verbose",
  "workspaceFolders": [{"uri": "file:///home/me/project", "name": "project"}]})";

// What Neovim 0.7 sends with nvim-lspconfig's settings for clangd.
constexpr const char* kNeovim = R"({
  "processId": 99, "clientInfo": {"name": "Neovim", "version": "0.7.2"},
  "rootPath": "/src", "rootUri": "file:///src", "trace": "off",
  "workspaceFolders": [{"uri": "file:///src", "name": "/src"}],
  "capabilities": {
    "offsetEncoding": ["utf-8", "utf-16"],
    "callHierarchy": {"dynamicRegistration": false},
    "textDocument": {
      "synchronization": {"didSave": true, "dynamicRegistration": false, "willSave": false},
      "completion": {"completionItem": {"snippetSupport": false, "commitCharactersSupport": false,
                     "preselectSupport": false, "deprecatedSupport": false,
                     "documentationFormat": ["markdown", "plaintext"]},
                     "contextSupport": false, "dynamicRegistration": false, "editsNearCursor": true},
      "definition": {"linkSupport": true}, "hover": {"contentFormat": ["markdown", "plaintext"]},
      "documentSymbol": {"hierarchicalDocumentSymbolSupport": true, "symbolKind": {"valueSet": [1, 2]}},
      "publishDiagnostics": {"relatedInformation": true, "tagSupport": {"valueSet": [1, 2]}}},
    "window": {"workDoneProgress": true, "showDocument": {"support": false}}}})";

// What eglot 1.17 sends: empty objects for what it has not, booleans of its own kind.
constexpr const char* kEglot = R"({
  "processId": null, "clientInfo": {"name": "Eglot", "version": "1.17"},
  "rootPath": "/src/", "rootUri": "file:///src/", "initializationOptions": {},
  "workspaceFolders": [{"uri": "file:///src", "name": "~/src/"}],
  "capabilities": {
    "workspace": {"applyEdit": true, "executeCommand": {"dynamicRegistration": false}},
    "textDocument": {
      "synchronization": {"dynamicRegistration": false, "willSave": true, "didSave": true},
      "completion": {"dynamicRegistration": false, "contextSupport": true,
        "completionItem": {"snippetSupport": false, "deprecatedSupport": true, "tagSupport": {"valueSet": [1]}}},
      "hover": {"dynamicRegistration": false, "contentFormat": ["plaintext"]},
      "definition": {"dynamicRegistration": false, "linkSupport": true},
      "documentSymbol": {"dynamicRegistration": false, "hierarchicalDocumentSymbolSupport": true},
      "publishDiagnostics": {"relatedInformation": false, "codeDescriptionSupport": false,
                             "tagSupport": {"valueSet": [1, 2]}}},
    "window": {"showDocument": {"support": true}, "workDoneProgress": true},
    "general": {"positionEncodings": ["utf-32", "utf-8", "utf-16"]}, "experimental": {}}})";

TEST_CASE("VS Code's initialize is read", "[lsp]") {
  const InitializeParams params = parsed(kVsCode);
  CHECK(params.process_id == 4711);
  CHECK(params.root_uri == "file:///home/me/project");
  REQUIRE(params.workspace_folders.size() == 1);
  CHECK(params.workspace_folders[0].name == "project");
  CHECK(params.initialization_options == Json::parse(R"({"fallbackFlags":["-std=c++20"]})"));
  CHECK(params.trace == TraceValue::kVerbose);
  const ClientCapabilities& can = params.capabilities;
  CHECK(can.position_encodings == std::vector{TextEncoding::kUtf16});
  CHECK(can.offset_encoding.empty());
  CHECK(can.work_done_progress);
  CHECK(can.hover_content_format == std::vector{MarkupKind::kMarkdown, MarkupKind::kPlainText});
  CHECK(can.hierarchical_document_symbol_support);
  CHECK(can.publish_diagnostics.related_information);
  CHECK_FALSE(can.publish_diagnostics.version_support);
  CHECK(can.publish_diagnostics.tag_support == std::vector{DiagnosticTag::kUnnecessary, DiagnosticTag::kDeprecated});
  CHECK(can.completion_item.deprecated_support);
  CHECK(can.completion_item.tag_support);
  CHECK(can.completion_item.snippet_support);
  CHECK(can.completion_item.insert_replace_support);
  CHECK(can.completion_item.label_details_support);
  CHECK(can.completion_item.resolves_documentation);
  CHECK(can.completion_item.documentation_format == std::vector{MarkupKind::kMarkdown, MarkupKind::kPlainText});
  CHECK(can.signature_help.documentation_format == std::vector{MarkupKind::kMarkdown, MarkupKind::kPlainText});
  CHECK(can.signature_help.label_offset_support);
  CHECK(can.signature_help.active_parameter_support);
  CHECK(can.cairn_answer_status);
}

TEST_CASE("Neovim 0.7's initialize is read, with clangd's offsetEncoding", "[lsp]") {
  const InitializeParams params = parsed(kNeovim);
  CHECK(params.process_id == 99);
  CHECK(params.root_path == "/src");
  CHECK(params.initialization_options.is_null());
  CHECK(params.trace == TraceValue::kOff);
  const ClientCapabilities& can = params.capabilities;
  CHECK(can.offset_encoding == std::vector{TextEncoding::kUtf8, TextEncoding::kUtf16});
  CHECK(can.position_encodings.empty());
  CHECK_FALSE(can.completion_item.deprecated_support);
  CHECK_FALSE(can.completion_item.tag_support);
  CHECK_FALSE(can.completion_item.snippet_support);
  CHECK_FALSE(can.completion_item.resolves_documentation);
  CHECK_FALSE(can.signature_help.label_offset_support);
  CHECK_FALSE(can.cairn_answer_status);
}

TEST_CASE("eglot's initialize is read, encodings in its order", "[lsp]") {
  const InitializeParams params = parsed(kEglot);
  CHECK_FALSE(params.process_id);
  CHECK(params.root_uri == "file:///src/");
  const ClientCapabilities& can = params.capabilities;
  CHECK(can.position_encodings == std::vector{TextEncoding::kUtf32, TextEncoding::kUtf8, TextEncoding::kUtf16});
  CHECK(can.hover_content_format == std::vector{MarkupKind::kPlainText});
  CHECK_FALSE(can.publish_diagnostics.related_information);
  CHECK_FALSE(can.cairn_answer_status);
}

TEST_CASE("missing params, no folder and no capabilities are accepted", "[lsp]") {
  CHECK_FALSE(parsed("null").root_uri);
  const InitializeParams params = parsed(R"({"rootUri":null,"rootPath":null,"workspaceFolders":null})");
  CHECK_FALSE(params.root_uri);
  CHECK_FALSE(params.root_path);
  CHECK(params.workspace_folders.empty());
  CHECK_FALSE(params.capabilities.work_done_progress);
}

TEST_CASE("values of wrong types count as absent", "[lsp]") {
  const InitializeParams params = parsed(R"({"processId":"","rootUri":5,"rootPath":[],"workspaceFolders":[{"uri":1}],
      "trace":"loud","capabilities":{"general":{"positionEncodings":["utf-7",3,"utf-8"]},"offsetEncoding":"utf-8",
      "window":[],"experimental":"x","textDocument":{"hover":{"contentFormat":"markdown"},
      "documentSymbol":{"hierarchicalDocumentSymbolSupport":"yes"},
      "publishDiagnostics":{"tagSupport":true,"relatedInformation":1},"completion":{"completionItem":null}}}})");
  CHECK_FALSE(params.process_id);
  CHECK_FALSE(params.root_uri);
  CHECK(params.workspace_folders.empty());
  CHECK(params.trace == TraceValue::kOff);
  const ClientCapabilities& can = params.capabilities;
  CHECK(can.position_encodings == std::vector{TextEncoding::kUtf8});
  CHECK(can.offset_encoding == std::vector{TextEncoding::kUtf8});
  CHECK(can.hover_content_format == std::vector{MarkupKind::kMarkdown});
  CHECK_FALSE(can.hierarchical_document_symbol_support);
  CHECK(can.publish_diagnostics.tag_support.empty());
  CHECK_FALSE(can.publish_diagnostics.related_information);
}

TEST_CASE("what a client folds, colours and refreshes is read", "[lsp]") {
  const InitializeParams params = parsed(R"({"capabilities":{
      "workspace":{"semanticTokens":{"refreshSupport":true},"inlayHint":{"refreshSupport":true}},
      "textDocument":{"foldingRange":{"lineFoldingOnly":true,"rangeLimit":5000},
                      "semanticTokens":{"augmentsSyntaxTokens":false},"documentLink":{"tooltipSupport":true},
                      "inactiveRegionsCapabilities":{"inactiveRegions":true}}}})");
  const ClientCapabilities& can = params.capabilities;
  CHECK(can.folding_range.line_folding_only);
  CHECK(can.folding_range.range_limit == 5000U);
  CHECK(can.semantic_tokens.lacks_syntax_tokens);
  CHECK(can.semantic_tokens.refresh_support);
  CHECK(can.inlay_hint_refresh);
  CHECK(can.document_link_tooltip_support);
  CHECK(can.inactive_regions);
}

TEST_CASE("a client that says nothing of tokens and folds has grammars and no limits", "[lsp]") {
  const InitializeParams params = parsed(R"({"capabilities":{"textDocument":{"foldingRange":{"rangeLimit":-1}}}})");
  CHECK_FALSE(params.capabilities.semantic_tokens.lacks_syntax_tokens);
  CHECK_FALSE(params.capabilities.folding_range.line_folding_only);
  CHECK_FALSE(params.capabilities.folding_range.range_limit);
}

TEST_CASE("capabilities that are no object count as none", "[lsp]") {
  CHECK_FALSE(parsed(R"({"capabilities":[1]})").capabilities.work_done_progress);
}

TEST_CASE("params that are no object are refused", "[lsp]") {
  const auto params = rpc::parse_params<InitializeParams>(Json::array());
  REQUIRE_FALSE(params);
  CHECK(params.error().message == "params: expected object, got array");
}

TEST_CASE("the answer to initialize lists what Cairn can do", "[lsp]") {
  InitializeResult result;
  result.capabilities.position_encoding = TextEncoding::kUtf8;
  result.capabilities.semantic_tokens_legend = {{"class"}, {"static"}};
  result.capabilities.cairn_methods = {"$/memoryReport", "$/metrics"};
  result.offset_encoding = TextEncoding::kUtf8;
  result.server_info = {"cairn", "0.1.0"};
  CHECK(to_json(result) == Json::parse(R"x({
    "capabilities": {
      "positionEncoding": "utf-8",
      "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
      "hoverProvider": true, "definitionProvider": true, "declarationProvider": true,
      "typeDefinitionProvider": true, "implementationProvider": true,
      "referencesProvider": {"workDoneProgress": true}, "renameProvider": true,
      "documentHighlightProvider": true, "documentSymbolProvider": true, "workspaceSymbolProvider": true,
      "callHierarchyProvider": true, "typeHierarchyProvider": true,
      "completionProvider": {"triggerCharacters": [".", "<", ">", ":", "\"", "/", "#"], "resolveProvider": true},
      "signatureHelpProvider": {"triggerCharacters": ["(", ",", "<", "{"], "retriggerCharacters": [")", ">", "}"]},
      "semanticTokensProvider": {"legend": {"tokenTypes": ["class"], "tokenModifiers": ["static"]},
                                 "full": {"delta": true}, "range": true},
      "foldingRangeProvider": true, "selectionRangeProvider": true, "inlayHintProvider": true,
      "codeLensProvider": {"resolveProvider": true},
      "documentLinkProvider": {"resolveProvider": false}, "inactiveRegionsProvider": true,
      "memoryUsageProvider": true,
      "experimental": {"cairn": {"methods": ["$/memoryReport", "$/metrics"]}}},
    "offsetEncoding": "utf-8",
    "serverInfo": {"name": "cairn", "version": "0.1.0"}})x"));
}

TEST_CASE("offsetEncoding is answered only to those who asked", "[lsp]") {
  const Json json = to_json(InitializeResult{});
  CHECK_FALSE(json.contains("offsetEncoding"));
  CHECK(json["capabilities"]["positionEncoding"] == "utf-16");
}

}  // namespace
}  // namespace cairn::lsp
