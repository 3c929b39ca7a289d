#include "protocol/lsp/initialize.h"

#include <algorithm>
#include <initializer_list>

#include "protocol/lsp/code_action.h"

namespace cairn::lsp {
namespace {

// The value at a path of member names, or null.
const Json& at(const Json& value, std::initializer_list<const char*> path) {
  static const Json kNull;
  const Json* current = &value;
  for (const char* name : path) {
    if (!current->is_object()) return kNull;
    const auto found = current->find(name);
    if (found == current->end()) return kNull;
    current = &*found;
  }
  return *current;
}

bool has_element(const Json& array, const Json& element) {
  return array.is_array() && std::find(array.begin(), array.end(), element) != array.end();
}

bool is_true(const Json& value) { return value.is_boolean() && value.get<bool>(); }

bool is_false(const Json& value) { return value.is_boolean() && !value.get<bool>(); }

std::optional<std::uint32_t> limit(const Json& value) {
  std::vector<std::string> ignored_problems;
  std::uint32_t number = 0;
  if (!read(Reader(value, ignored_problems, "limit"), number)) return std::nullopt;
  return number;
}

// The elements of an array that can be read as T, without those that cannot; a
// single value counts as an array of one.
template <typename T>
std::vector<T> known_elements(const Json& value) {
  std::vector<T> result;
  std::vector<std::string> ignored_problems;
  const auto add = [&](const Json& element) {
    T known{};
    if (read(Reader(element, ignored_problems, "element"), known)) result.push_back(known);
  };
  if (value.is_array()) {
    for (const Json& element : value) add(element);
  } else {
    add(value);
  }
  return result;
}

struct EncodingName {
  base::TextEncoding value = base::TextEncoding::kUtf16;
};
bool read(Reader reader, EncodingName& out) {
  using base::TextEncoding;
  return rpc::read_string_enum<TextEncoding>(
      reader, {{"utf-8", TextEncoding::kUtf8}, {"utf-16", TextEncoding::kUtf16}, {"utf-32", TextEncoding::kUtf32}},
      out.value);
}

std::vector<base::TextEncoding> encodings(const Json& value) {
  std::vector<base::TextEncoding> result;
  for (const EncodingName& name : known_elements<EncodingName>(value)) result.push_back(name.value);
  return result;
}

}  // namespace

bool read(Reader reader, ClientCapabilities& out) {
  const Json& json = reader.json();
  out.position_encodings = encodings(at(json, {"general", "positionEncodings"}));
  out.offset_encoding = encodings(at(json, {"offsetEncoding"}));
  out.configuration = is_true(at(json, {"workspace", "configuration"}));
  out.watched_files_registration = is_true(at(json, {"workspace", "didChangeWatchedFiles", "dynamicRegistration"}));
  out.document_changes = is_true(at(json, {"workspace", "workspaceEdit", "documentChanges"}));
  out.diagnostic_refresh = is_true(at(json, {"workspace", "diagnostics", "refreshSupport"}));
  out.work_done_progress = is_true(at(json, {"window", "workDoneProgress"}));
  out.cairn_answer_status = is_true(at(json, {"experimental", "cairn", "answerStatus"}));

  const Json& text = at(json, {"textDocument"});
  out.hover_content_format = known_elements<MarkupKind>(at(text, {"hover", "contentFormat"}));
  out.hierarchical_document_symbol_support = is_true(at(text, {"documentSymbol", "hierarchicalDocumentSymbolSupport"}));

  out.code_action_literals = at(text, {"codeAction", "codeActionLiteralSupport"}).is_object();
  out.pulls_diagnostics = at(text, {"diagnostic"}).is_object();
  const Json& publish = at(text, {"publishDiagnostics"});
  out.publish_diagnostics.related_information = is_true(at(publish, {"relatedInformation"}));
  out.publish_diagnostics.version_support = is_true(at(publish, {"versionSupport"}));
  out.publish_diagnostics.tag_support = known_elements<DiagnosticTag>(at(publish, {"tagSupport", "valueSet"}));

  const Json& item = at(text, {"completion", "completionItem"});
  out.completion_item.deprecated_support = is_true(at(item, {"deprecatedSupport"}));
  const Json& tags = at(item, {"tagSupport", "valueSet"});
  out.completion_item.tag_support = has_element(tags, 1);
  out.completion_item.snippet_support = is_true(at(item, {"snippetSupport"}));
  out.completion_item.insert_replace_support = is_true(at(item, {"insertReplaceSupport"}));
  out.completion_item.label_details_support = is_true(at(item, {"labelDetailsSupport"}));
  out.completion_item.resolves_documentation = has_element(at(item, {"resolveSupport", "properties"}), "documentation");
  out.completion_item.documentation_format = known_elements<MarkupKind>(at(item, {"documentationFormat"}));

  const Json& signature = at(text, {"signatureHelp", "signatureInformation"});
  out.signature_help.documentation_format = known_elements<MarkupKind>(at(signature, {"documentationFormat"}));
  out.signature_help.label_offset_support = is_true(at(signature, {"parameterInformation", "labelOffsetSupport"}));
  out.signature_help.active_parameter_support = is_true(at(signature, {"activeParameterSupport"}));

  const Json& folding = at(text, {"foldingRange"});
  out.folding_range.line_folding_only = is_true(at(folding, {"lineFoldingOnly"}));
  out.folding_range.range_limit = limit(at(folding, {"rangeLimit"}));
  out.semantic_tokens.lacks_syntax_tokens = is_false(at(text, {"semanticTokens", "augmentsSyntaxTokens"}));
  out.semantic_tokens.refresh_support = is_true(at(json, {"workspace", "semanticTokens", "refreshSupport"}));
  out.rename_prepare_support = is_true(at(text, {"rename", "prepareSupport"}));
  out.inlay_hint_refresh = is_true(at(json, {"workspace", "inlayHint", "refreshSupport"}));
  out.document_link_tooltip_support = is_true(at(text, {"documentLink", "tooltipSupport"}));
  out.inactive_regions = is_true(at(text, {"inactiveRegionsCapabilities", "inactiveRegions"}));
  return true;
}

bool read(Reader reader, WorkspaceFolder& out) {
  if (!reader.required("uri", out.uri)) return false;
  reader.tolerant("name", out.name);
  return true;
}

bool read(Reader reader, InitializeParams& out) {
  if (reader.json().is_null()) return true;
  if (!reader.is_object()) return false;
  reader.tolerant("processId", out.process_id);
  reader.tolerant("rootPath", out.root_path);
  reader.tolerant("rootUri", out.root_uri);
  reader.tolerant("workspaceFolders", out.workspace_folders);
  out.initialization_options = at(reader.json(), {"initializationOptions"});
  reader.tolerant("trace", out.trace);
  reader.tolerant("capabilities", out.capabilities);
  return true;
}

Json to_json(const ServerCapabilities& value) {
  Json json = Json::object();
  json["positionEncoding"] = position_encoding_name(value.position_encoding);
  constexpr int kIncremental = 2;
  json["textDocumentSync"] = {{"openClose", true}, {"change", kIncremental}, {"save", {{"includeText", false}}}};
  json["hoverProvider"] = true;
  json["definitionProvider"] = true;
  json["declarationProvider"] = true;
  json["typeDefinitionProvider"] = true;
  json["implementationProvider"] = true;
  json["referencesProvider"] = {{"workDoneProgress", true}};
  json["renameProvider"] = value.rename_prepares ? Json{{"prepareProvider", true}} : Json(true);
  json["documentHighlightProvider"] = true;
  json["documentSymbolProvider"] = true;
  json["workspaceSymbolProvider"] = true;
  json["callHierarchyProvider"] = true;
  json["typeHierarchyProvider"] = true;
  json["completionProvider"] = {{"triggerCharacters", value.completion_trigger_characters}, {"resolveProvider", true}};
  json["signatureHelpProvider"] = {{"triggerCharacters", value.signature_trigger_characters},
                                   {"retriggerCharacters", value.signature_retrigger_characters}};
  json["semanticTokensProvider"] = {
      {"legend", to_json(value.semantic_tokens_legend)}, {"full", {{"delta", true}}}, {"range", true}};
  json["foldingRangeProvider"] = true;
  json["selectionRangeProvider"] = true;
  json["inlayHintProvider"] = true;
  json["codeLensProvider"] = {{"resolveProvider", true}};
  json["documentLinkProvider"] = {{"resolveProvider", false}};
  json["inactiveRegionsProvider"] = true;
  if (value.code_actions) json["codeActionProvider"] = {{"codeActionKinds", {kQuickFix, kSourceFixAll, kSourceOrganizeImports}}};
  if (value.diagnostics) {
    json["diagnosticProvider"] = {{"interFileDependencies", true}, {"workspaceDiagnostics", false}};
  }
  json["memoryUsageProvider"] = true;
  json["experimental"] = {{"cairn", {{"methods", value.cairn_methods}}}};
  return json;
}

Json to_json(const InitializeResult& value) {
  Json json = {{"capabilities", to_json(value.capabilities)},
               {"serverInfo", {{"name", value.server_info.name}, {"version", value.server_info.version}}}};
  if (value.offset_encoding) json["offsetEncoding"] = position_encoding_name(*value.offset_encoding);
  return json;
}

}  // namespace cairn::lsp
