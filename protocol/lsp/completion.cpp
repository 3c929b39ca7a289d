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

Json to_json(const CompletionItemLabelDetails& value) {
  Json json = Json::object();
  if (value.detail) json["detail"] = *value.detail;
  if (value.description) json["description"] = *value.description;
  return json;
}

bool read(Reader reader, CompletionItemData& out) {
  return reader.required("list", out.list) && reader.required("index", out.index);
}

Json to_json(const CompletionItemData& value) { return {{"list", value.list}, {"index", value.index}}; }

bool read(Reader reader, CompletionItemToResolve& out) {
  if (!reader.is_object()) return false;
  out.item = reader.json();
  reader.tolerant("data", out.data);
  return true;
}

Json to_json(const CompletionItem& value) {
  Json json = {{"label", value.label}, {"kind", static_cast<int>(value.kind)}};
  if (value.label_details) json["labelDetails"] = to_json(*value.label_details);
  for (const CompletionItemTag tag : value.tags) json["tags"].push_back(static_cast<int>(tag));
  if (value.deprecated) json["deprecated"] = true;
  if (value.detail) json["detail"] = *value.detail;
  if (value.documentation) json["documentation"] = to_json(*value.documentation);
  if (value.sort_text) json["sortText"] = *value.sort_text;
  if (value.filter_text) json["filterText"] = *value.filter_text;
  if (value.insert_text_format != InsertTextFormat::kPlainText) {
    json["insertTextFormat"] = static_cast<int>(value.insert_text_format);
  }
  if (value.text_edit && value.replace) {
    json["textEdit"] = {{"newText", value.text_edit->new_text},
                        {"insert", to_json(value.text_edit->range)},
                        {"replace", to_json(*value.replace)}};
  } else if (value.text_edit) {
    json["textEdit"] = to_json(*value.text_edit);
  }
  if (!value.additional_text_edits.empty()) {
    json["additionalTextEdits"] = rpc::json_array(value.additional_text_edits);
  }
  if (value.data) json["data"] = to_json(*value.data);
  if (value.score) json["score"] = *value.score;
  return json;
}

Json to_json(const CompletionList& value) {
  return {{"isIncomplete", value.is_incomplete}, {"items", rpc::json_array(value.items)}};
}

}  // namespace cairn::lsp
