// textDocument/documentHighlight; its params are TextDocumentPositionParams.
#pragma once

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

enum class DocumentHighlightKind { kText = 1, kRead = 2, kWrite = 3 };

struct DocumentHighlight {
  Range range;
  DocumentHighlightKind kind = DocumentHighlightKind::kText;
};
Json to_json(const DocumentHighlight& value);

}  // namespace cairn::lsp
