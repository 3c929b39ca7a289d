// textDocument/didOpen, didChange, didClose and didSave.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

struct TextDocumentItem {
  DocumentUri uri;
  std::string language_id;
  std::int32_t version = 0;
  std::string text;
};
bool read(Reader reader, TextDocumentItem& out);

struct DidOpenTextDocumentParams {
  TextDocumentItem text_document;
};
bool read(Reader reader, DidOpenTextDocumentParams& out);

// Replaces `range`, or the whole text without one. The deprecated rangeLength is
// ignored: the range says the same.
struct TextDocumentContentChangeEvent {
  std::optional<Range> range;
  std::string text;
};
bool read(Reader reader, TextDocumentContentChangeEvent& out);

// The changes apply one after the other, each to the result of the one before.
struct DidChangeTextDocumentParams {
  VersionedTextDocumentIdentifier text_document;
  std::vector<TextDocumentContentChangeEvent> content_changes;
};
bool read(Reader reader, DidChangeTextDocumentParams& out);

struct DidCloseTextDocumentParams {
  TextDocumentIdentifier text_document;
};
bool read(Reader reader, DidCloseTextDocumentParams& out);

// The text is not asked for, so it is not read either.
struct DidSaveTextDocumentParams {
  TextDocumentIdentifier text_document;
};
bool read(Reader reader, DidSaveTextDocumentParams& out);

// workspace/didChangeWatchedFiles. What happened to them is not read: whoever is told looks.
struct DidChangeWatchedFilesParams {
  std::vector<DocumentUri> uris;
};
bool read(Reader reader, DidChangeWatchedFilesParams& out);

// Params of client/registerCapability: the client is asked to send workspace/didChangeWatchedFiles about files
// that match one of `globs`.
Json watched_files_registration(const std::vector<std::string>& globs);

}  // namespace cairn::lsp
