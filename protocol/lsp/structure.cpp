#include "protocol/lsp/structure.h"

#include <utility>

namespace cairn::lsp {
namespace {

const char* kind_name(FoldingRangeKind kind) {
  switch (kind) {
    case FoldingRangeKind::kComment:
      return "comment";
    case FoldingRangeKind::kImports:
      return "imports";
    case FoldingRangeKind::kRegion:
      return "region";
  }
  return "region";
}

}  // namespace

bool read(Reader reader, FoldingRangeParams& out) { return reader.required("textDocument", out.text_document); }

Json to_json(const FoldingRange& value) {
  Json json = {{"startLine", value.start_line}, {"endLine", value.end_line}};
  if (value.start_character) json["startCharacter"] = *value.start_character;
  if (value.end_character) json["endCharacter"] = *value.end_character;
  if (value.kind) json["kind"] = kind_name(*value.kind);
  return json;
}

bool read(Reader reader, SelectionRangeParams& out) {
  const bool has_document = reader.required("textDocument", out.text_document);
  return reader.required("positions", out.positions) && has_document;
}

Json to_json(const SelectionRange& value) {
  Json json;
  for (auto range = value.ranges.rbegin(); range != value.ranges.rend(); ++range) {
    Json inner = {{"range", to_json(*range)}};
    if (!json.is_null()) inner["parent"] = std::move(json);
    json = std::move(inner);
  }
  return json;
}

bool read(Reader reader, DocumentLinkParams& out) { return reader.required("textDocument", out.text_document); }

Json to_json(const DocumentLink& value) {
  Json json = {{"range", to_json(value.range)}, {"target", value.target}};
  if (value.tooltip) json["tooltip"] = *value.tooltip;
  return json;
}

}  // namespace cairn::lsp
