// textDocument/references. Definition, declaration, typeDefinition and implementation
// take TextDocumentPositionParams and, like references, answer with an array of Location.
#pragma once

#include <cstdint>
#include <optional>

#include "protocol/lsp/basic.h"
#include "protocol/lsp/progress.h"

namespace cairn::lsp {

struct ReferenceContext {
  bool include_declaration = false;
};
bool read(Reader reader, ReferenceContext& out);

struct ReferenceParams {
  TextDocumentIdentifier text_document;
  Position position;
  ReferenceContext context;
  std::optional<std::uint32_t> limit;  // Cairn's own: at most so many (EXTENSIONS.md)
  std::optional<ProgressToken> work_done_token;
  std::optional<ProgressToken> partial_result_token;
};
bool read(Reader reader, ReferenceParams& out);

}  // namespace cairn::lsp
