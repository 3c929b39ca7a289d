// WorkspaceEdit: changes that the client makes to texts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/lsp/basic.h"
#include "protocol/lsp/text_edit.h"

namespace cairn::lsp {

// Edits of one document. With a version, the client refuses them for any other text.
struct TextDocumentEdit {
  DocumentUri uri;
  std::optional<std::int32_t> version;
  std::vector<TextEdit> edits;  // not overlapping
};

struct WorkspaceEdit {
  std::vector<TextDocumentEdit> documents;  // each URI once
  // Written as `documentChanges`, for clients that know these; else as `changes`, which
  // have no versions.
  bool is_versioned = false;
};
Json to_json(const WorkspaceEdit& value);

}  // namespace cairn::lsp
