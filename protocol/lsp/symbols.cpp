#include "protocol/lsp/symbols.h"

namespace cairn::lsp {

bool read(Reader reader, DocumentSymbolParams& out) { return reader.required("textDocument", out.text_document); }

bool read(Reader reader, WorkspaceSymbolParams& out) { return reader.required("query", out.query); }

Json to_json(const DocumentSymbol& value) {
  Json json = {{"name", value.name},
               {"kind", static_cast<int>(value.kind)},
               {"range", to_json(value.range)},
               {"selectionRange", to_json(value.selection_range)}};
  if (value.detail) json["detail"] = *value.detail;
  if (value.deprecated) json["deprecated"] = true;
  if (!value.children.empty()) json["children"] = rpc::json_array(value.children);
  return json;
}

Json to_json(const SymbolInformation& value) {
  Json json = {{"name", value.name}, {"kind", static_cast<int>(value.kind)}, {"location", to_json(value.location)}};
  if (value.deprecated) json["deprecated"] = true;
  if (value.container_name) json["containerName"] = *value.container_name;
  return json;
}

}  // namespace cairn::lsp
