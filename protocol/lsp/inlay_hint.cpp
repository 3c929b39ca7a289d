#include "protocol/lsp/inlay_hint.h"

namespace cairn::lsp {

bool read(Reader reader, InlayHintParams& out) {
  const bool has_document = reader.required("textDocument", out.text_document);
  return reader.required("range", out.range) && has_document;
}

Json to_json(const InlayHint& value) {
  Json json = {{"position", to_json(value.position)}, {"label", value.label}};
  if (value.kind) json["kind"] = static_cast<int>(*value.kind);
  if (value.padding_left) json["paddingLeft"] = true;
  if (value.padding_right) json["paddingRight"] = true;
  return json;
}

}  // namespace cairn::lsp
