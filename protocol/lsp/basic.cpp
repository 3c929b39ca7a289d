#include "protocol/lsp/basic.h"

namespace cairn::lsp {

bool read(Reader reader, Position& out) {
  return reader.required("line", out.line) && reader.required("character", out.character);
}

Json to_json(const Position& value) { return {{"line", value.line}, {"character", value.character}}; }

bool read(Reader reader, Range& out) { return reader.required("start", out.start) && reader.required("end", out.end); }

Json to_json(const Range& value) { return {{"start", to_json(value.start)}, {"end", to_json(value.end)}}; }

Json to_json(const Location& value) { return {{"uri", value.uri}, {"range", to_json(value.range)}}; }

bool read(Reader reader, TextDocumentIdentifier& out) { return reader.required("uri", out.uri); }

bool read(Reader reader, VersionedTextDocumentIdentifier& out) {
  return reader.required("uri", out.uri) && reader.required("version", out.version);
}

bool read(Reader reader, TextDocumentPositionParams& out) {
  return reader.required("textDocument", out.text_document) && reader.required("position", out.position);
}

bool read(Reader reader, MarkupKind& out) {
  return rpc::read_string_enum<MarkupKind>(
      reader, {{"plaintext", MarkupKind::kPlainText}, {"markdown", MarkupKind::kMarkdown}}, out);
}

Json to_json(const MarkupContent& value) {
  return {{"kind", value.kind == MarkupKind::kMarkdown ? "markdown" : "plaintext"}, {"value", value.value}};
}

std::string_view position_encoding_name(base::TextEncoding encoding) {
  switch (encoding) {
    case base::TextEncoding::kUtf8:
      return "utf-8";
    case base::TextEncoding::kUtf16:
      return "utf-16";
    case base::TextEncoding::kUtf32:
      return "utf-32";
  }
  return "utf-16";
}

}  // namespace cairn::lsp
