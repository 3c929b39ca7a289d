// textDocument/foldingRange, selectionRange and documentLink: what a text consists of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

struct FoldingRangeParams {
  TextDocumentIdentifier text_document;
};
bool read(Reader reader, FoldingRangeParams& out);

enum class FoldingRangeKind { kComment, kImports, kRegion };

// Characters are left out for clients that fold whole lines.
struct FoldingRange {
  std::uint32_t start_line = 0;
  std::optional<std::uint32_t> start_character;
  std::uint32_t end_line = 0;
  std::optional<std::uint32_t> end_character;
  std::optional<FoldingRangeKind> kind;
};
Json to_json(const FoldingRange& value);

struct SelectionRangeParams {
  TextDocumentIdentifier text_document;
  std::vector<Position> positions;
};
bool read(Reader reader, SelectionRangeParams& out);

// The ranges around one position, from the smallest outwards; never empty. LSP nests
// them: each is the parent of the one before.
struct SelectionRange {
  std::vector<Range> ranges;
};
Json to_json(const SelectionRange& value);

struct DocumentLinkParams {
  TextDocumentIdentifier text_document;
};
bool read(Reader reader, DocumentLinkParams& out);

struct DocumentLink {
  Range range;
  DocumentUri target;
  std::optional<std::string> tooltip;
};
Json to_json(const DocumentLink& value);

}  // namespace cairn::lsp
