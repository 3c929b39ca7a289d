// textDocument/prepareRename (takes TextDocumentPositionParams) and textDocument/rename, which answers with a
// WorkspaceEdit.
#pragma once

#include <string>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

struct RenameParams {
  TextDocumentIdentifier text_document;
  Position position;
  std::string new_name;
};
bool read(Reader reader, RenameParams& out);

// The name that would be replaced where the client asked.
struct PrepareRenameResult {
  Range range;
  std::string placeholder;
};
Json to_json(const PrepareRenameResult& value);

}  // namespace cairn::lsp
