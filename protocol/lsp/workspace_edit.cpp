#include "protocol/lsp/workspace_edit.h"

namespace cairn::lsp {

Json to_json(const WorkspaceEdit& value) {
  Json changes = Json::object();
  Json document_changes = Json::array();
  for (const TextDocumentEdit& document : value.documents) {
    Json edits = rpc::json_array(document.edits);
    if (!value.is_versioned) {
      changes[document.uri] = std::move(edits);
      continue;
    }
    const Json version = document.version ? Json(*document.version) : Json();
    document_changes.push_back(
        {{"textDocument", {{"uri", document.uri}, {"version", version}}}, {"edits", std::move(edits)}});
  }
  return value.is_versioned ? Json{{"documentChanges", std::move(document_changes)}}
                            : Json{{"changes", std::move(changes)}};
}

}  // namespace cairn::lsp
