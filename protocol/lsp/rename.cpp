#include "protocol/lsp/rename.h"

namespace cairn::lsp {

bool read(Reader reader, RenameParams& out) {
  return reader.required("textDocument", out.text_document) && reader.required("position", out.position) &&
         reader.required("newName", out.new_name);
}

Json to_json(const PrepareRenameResult& value) {
  return {{"range", to_json(value.range)}, {"placeholder", value.placeholder}};
}

}  // namespace cairn::lsp
