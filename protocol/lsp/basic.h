// The structures of LSP that others are made of ("Basic JSON Structures").
//
// As everywhere in this folder: members have LSP's names in snake_case, `read` turns
// JSON into a struct and `to_json` the other way, and only the direction that the
// server needs exists. All functions are pure and thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/base/utf.h"
#include "protocol/rpc/fields.h"
#include "protocol/rpc/json.h"

namespace cairn::lsp {

using rpc::Json;
using rpc::Reader;

// As the client wrote it; see uri.h.
using DocumentUri = std::string;

// Zero-based; `character` counts units of the agreed position encoding and may lie
// past the end of the line.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t character = 0;
  bool operator==(const Position&) const = default;
};
bool read(Reader reader, Position& out);
Json to_json(const Position& value);

// Half-open. Not checked: `start` may lie behind `end`.
struct Range {
  Position start;
  Position end;
  bool operator==(const Range&) const = default;
};
bool read(Reader reader, Range& out);
Json to_json(const Range& value);

struct Location {
  DocumentUri uri;
  Range range;
};
Json to_json(const Location& value);

struct TextDocumentIdentifier {
  DocumentUri uri;
};
bool read(Reader reader, TextDocumentIdentifier& out);

struct VersionedTextDocumentIdentifier {
  DocumentUri uri;
  std::int32_t version = 0;
};
bool read(Reader reader, VersionedTextDocumentIdentifier& out);

// Params of hover, definition, declaration and documentHighlight.
struct TextDocumentPositionParams {
  TextDocumentIdentifier text_document;
  Position position;
};
bool read(Reader reader, TextDocumentPositionParams& out);

enum class MarkupKind { kPlainText, kMarkdown };
bool read(Reader reader, MarkupKind& out);

struct MarkupContent {
  MarkupKind kind = MarkupKind::kPlainText;
  std::string value;
};
Json to_json(const MarkupContent& value);

// "utf-8", "utf-16" or "utf-32".
std::string_view position_encoding_name(base::TextEncoding encoding);

}  // namespace cairn::lsp
