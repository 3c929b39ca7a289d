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

bool read(Reader reader, DidChangeWatchedFilesParams& out) {
  if (!reader.is_object()) return false;
  const auto changes = reader.json().find("changes");
  if (changes == reader.json().end() || !changes->is_array()) return true;
  for (const Json& change : *changes) {
    const auto uri = change.is_object() ? change.find("uri") : change.end();
    if (change.is_object() && uri != change.end() && uri->is_string()) out.uris.push_back(uri->get<std::string>());
  }
  return true;
}

Json watched_files_registration(const std::vector<std::string>& globs) {
  Json watchers = Json::array();
  for (const std::string& glob : globs) watchers.push_back({{"globPattern", glob}});
  return {{"registrations", Json::array({{{"id", "cairn-watched-files"},
                                          {"method", "workspace/didChangeWatchedFiles"},
                                          {"registerOptions", {{"watchers", std::move(watchers)}}}}})}};
}

}  // namespace cairn::lsp
