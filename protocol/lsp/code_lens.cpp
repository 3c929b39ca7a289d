#include "protocol/lsp/code_lens.h"

namespace cairn::lsp {
namespace {

struct Data {
  DocumentUri uri;
};
bool read(Reader reader, Data& out) { return reader.required("uri", out.uri); }

}  // namespace

bool read(Reader reader, CodeLensParams& out) { return reader.required("textDocument", out.text_document); }

Json to_json(const CodeLens& value) {
  Json json = {{"range", to_json(value.range)}, {"data", {{"uri", value.uri}}}};
  if (value.title) json["command"] = {{"title", *value.title}, {"command", ""}};
  return json;
}

bool read(Reader reader, CodeLens& out) {
  Data data;
  if (!reader.required("range", out.range) || !reader.required("data", data)) return false;
  out.uri = data.uri;
  return true;
}

}  // namespace cairn::lsp
