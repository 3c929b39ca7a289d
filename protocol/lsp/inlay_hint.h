// textDocument/inlayHint.
#pragma once

#include <optional>
#include <string>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

struct InlayHintParams {
  TextDocumentIdentifier text_document;
  Range range;
};
bool read(Reader reader, InlayHintParams& out);

enum class InlayHintKind { kType = 1, kParameter = 2 };

struct InlayHint {
  Position position;
  std::string label;
  std::optional<InlayHintKind> kind;
  bool padding_left = false;
  bool padding_right = false;
};
Json to_json(const InlayHint& value);

}  // namespace cairn::lsp
