#include "protocol/lsp/navigation.h"

namespace cairn::lsp {

bool read(Reader reader, ReferenceContext& out) {
  return reader.required("includeDeclaration", out.include_declaration);
}

bool read(Reader reader, ReferenceParams& out) {
  return reader.required("textDocument", out.text_document) && reader.required("position", out.position) &&
         reader.required("context", out.context) && reader.optional("limit", out.limit) &&
         reader.optional("workDoneToken", out.work_done_token) &&
         reader.optional("partialResultToken", out.partial_result_token);
}

}  // namespace cairn::lsp
