#include "protocol/lsp/text_sync.h"

namespace cairn::lsp {

bool read(Reader reader, TextDocumentItem& out) {
  return reader.required("uri", out.uri) && reader.required("languageId", out.language_id) &&
         reader.required("version", out.version) && reader.required("text", out.text);
}

bool read(Reader reader, DidOpenTextDocumentParams& out) { return reader.required("textDocument", out.text_document); }

bool read(Reader reader, TextDocumentContentChangeEvent& out) {
  return reader.optional("range", out.range) && reader.required("text", out.text);
}

bool read(Reader reader, DidChangeTextDocumentParams& out) {
  return reader.required("textDocument", out.text_document) && reader.required("contentChanges", out.content_changes);
}

bool read(Reader reader, DidCloseTextDocumentParams& out) { return reader.required("textDocument", out.text_document); }

bool read(Reader reader, DidSaveTextDocumentParams& out) { return reader.required("textDocument", out.text_document); }

}  // namespace cairn::lsp
