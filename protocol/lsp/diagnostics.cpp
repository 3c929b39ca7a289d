#include "protocol/lsp/diagnostics.h"

namespace cairn::lsp {

bool read(Reader reader, DiagnosticTag& out) {
  return rpc::read_integer_enum(reader, DiagnosticTag::kUnnecessary, DiagnosticTag::kDeprecated, out);
}

Json to_json(const DiagnosticRelatedInformation& value) {
  return {{"location", to_json(value.location)}, {"message", value.message}};
}

Json to_json(const Diagnostic& value) {
  Json json = {
      {"range", to_json(value.range)}, {"severity", static_cast<int>(value.severity)}, {"message", value.message}};
  if (value.code) json["code"] = *value.code;
  if (value.source) json["source"] = *value.source;
  for (const DiagnosticTag tag : value.tags) json["tags"].push_back(static_cast<int>(tag));
  if (!value.related_information.empty()) json["relatedInformation"] = rpc::json_array(value.related_information);
  return json;
}

Json to_json(const PublishDiagnosticsParams& value) {
  Json json = {{"uri", value.uri}, {"diagnostics", rpc::json_array(value.diagnostics)}};
  if (value.version) json["version"] = *value.version;
  return json;
}

bool read(Reader reader, DocumentDiagnosticParams& out) {
  return reader.required("textDocument", out.text_document) &&
         reader.optional("previousResultId", out.previous_result_id);
}

Json to_json(const DocumentDiagnosticReport& value) {
  Json json = {{"kind", value.items ? "full" : "unchanged"}, {"resultId", value.result_id}};
  if (value.items) json["items"] = *value.items;
  return json;
}

Json to_json(const DiagnosticServerCancellationData& value) { return {{"retriggerRequest", value.retrigger_request}}; }

}  // namespace cairn::lsp
