#include "protocol/lsp/completion.h"

namespace cairn::lsp {

bool read(Reader reader, CompletionTriggerKind& out) {
  return rpc::read_integer_enum(reader, CompletionTriggerKind::kInvoked,
                                CompletionTriggerKind::kTriggerForIncompleteCompletions, out);
}

bool read(Reader reader, CompletionContext& out) {
  return reader.required("triggerKind", out.trigger_kind) && reader.optional("triggerCharacter", out.trigger_character);
}

bool read(Reader reader, CompletionParams& out) {
  return reader.required("textDocument", out.text_document) && reader.required("position", out.position) &&
         reader.optional("context", out.context);
}

Json to_json(const CompletionItem& value) {
  Json json = {{"label", value.label}, {"kind", static_cast<int>(value.kind)}};
  for (const CompletionItemTag tag : value.tags) json["tags"].push_back(static_cast<int>(tag));
  if (value.deprecated) json["deprecated"] = true;
  if (value.detail) json["detail"] = *value.detail;
  if (value.documentation) json["documentation"] = to_json(*value.documentation);
  if (value.sort_text) json["sortText"] = *value.sort_text;
  if (value.filter_text) json["filterText"] = *value.filter_text;
  if (value.text_edit) json["textEdit"] = to_json(*value.text_edit);
  return json;
}

Json to_json(const CompletionList& value) {
  return {{"isIncomplete", value.is_incomplete}, {"items", rpc::json_array(value.items)}};
}

}  // namespace cairn::lsp
