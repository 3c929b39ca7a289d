// Which members of each record travel, in which order, and which enumerators exist:
// the wire format itself. Change anything here and kProtocolVersion in frame.h grows.
#pragma once

#include "core/model/answers.h"
#include "core/worker/fields_completion.h"
#include "core/worker/fields_text.h"
#include "core/worker/messages.h"

namespace cairn::base {
constexpr TextEncoding last_value(TextEncoding) { return TextEncoding::kUtf32; }
}  // namespace cairn::base

namespace cairn::model {
constexpr Severity last_value(Severity) { return Severity::kHint; }
constexpr SymbolKind last_value(SymbolKind) { return SymbolKind::kFile; }
constexpr HighlightKind last_value(HighlightKind) { return HighlightKind::kWrite; }
constexpr SemanticTokenKind last_value(SemanticTokenKind) { return SemanticTokenKind::kNumber; }
constexpr InlayHintKind last_value(InlayHintKind) { return InlayHintKind::kDesignator; }

template <typename A>
void fields(A& a, Location& r) {
  a(r.path);
  a(r.range);
}
template <typename A>
void fields(A& a, RelatedNote& r) {
  a(r.location);
  a(r.message);
}
template <typename A>
void fields(A& a, Edit& r) {
  a(r.range);
  a(r.text);
}
template <typename A>
void fields(A& a, Fix& r) {
  a(r.title);
  a(r.edits);
  a(r.is_certain);
}
template <typename A>
void fields(A& a, Diagnostic& r) {
  a(r.range);
  a(r.severity);
  a(r.code);
  a(r.message);
  a(r.is_unnecessary);
  a(r.is_deprecated);
  a(r.notes);
  a(r.fixes);
}
template <typename A>
void fields(A& a, Hover& r) {
  a(r.markdown);
  a(r.range);
}
template <typename A>
void fields(A& a, DocumentSymbol& r) {
  a(r.name);
  a(r.detail);
  a(r.kind);
  a(r.is_deprecated);
  a(r.range);
  a(r.selection_range);
  a(r.children);
}
template <typename A>
void fields(A& a, Highlight& r) {
  a(r.range);
  a(r.kind);
}
template <typename A>
void fields(A& a, ParseOutcome& r) {
  a(r.diagnostics);
  a(r.included_files);
  a(r.dropped_arguments);
  a(r.inactive_regions);
}
template <typename A>
void fields(A& a, SemanticToken& r) {
  a(r.line);
  a(r.column);
  a(r.length);
  a(r.kind);
  a(r.modifiers);
}
template <typename A>
void fields(A& a, SemanticTokenChoice& r) {
  a(r.inactive_as_comments);
  a(r.syntax);
}
template <typename A>
void fields(A& a, InlayHint& r) {
  a(r.position);
  a(r.label);
  a(r.kind);
}
template <typename A>
void fields(A& a, InlayHintChoice& r) {
  a(r.parameter_names);
  a(r.deduced_types);
  a(r.designators);
  a(r.type_name_limit);
}
template <typename A>
void fields(A& a, NamedSymbol& r) {
  a(r.usr);
  a(r.name);
  a(r.kind);
  a(r.is_local);
}
template <typename A>
void fields(A& a, DocumentLink& r) {
  a(r.range);
  a(r.path);
}
}  // namespace cairn::model

namespace cairn::worker {
template <typename A>
void fields(A& a, HelloMessage& r) {
  a(r.protocol_version);
  a(r.clang_version);
}
template <typename A>
void fields(A& a, Overlay& r) {
  a(r.path);
  a(r.text);
}
template <typename A>
void fields(A& a, ParseRequest& r) {
  a(r.path);
  a(r.directory);
  a(r.arguments);
  a(r.encoding);
  a(r.overlays);
  a(r.dropped_overlays);
  a(r.root);
}
template <typename A>
void fields(A& a, PositionRequest& r) {
  a(r.offset);
}
template <typename A>
void fields(A& a, ReferencesRequest& r) {
  a(r.offset);
  a(r.include_declaration);
}
template <typename A>
void fields(A& a, CompletionRequest& r) {
  a(r.offset);
  a(r.limit);
  a(r.completion_id);
  a(r.with_documentation);
}
template <typename A>
void fields(A& a, CompletionDetailsRequest& r) {
  a(r.completion_id);
  a(r.index);
}
template <typename A>
void fields(A& a, SemanticTokensRequest& r) {
  a(r.begin);
  a(r.end);
  a(r.choice);
}
template <typename A>
void fields(A& a, InlayHintsRequest& r) {
  a(r.begin);
  a(r.end);
  a(r.choice);
}
template <typename A>
void fields(A& a, EditedLines& r) {
  a(r.path);
  a(r.first);
  a(r.last);
}
template <typename A>
void fields(A& a, BodyFacts& r) {
  a(r.begin_line);
  a(r.begin_column);
  a(r.end_line);
  a(r.end_column);
  a(r.doubt);
  a(r.names);
}
template <typename A>
void fields(A& a, EditFacts& r) {
  a(r.is_known);
  a(r.doubt);
  a(r.body);
  a(r.names);
  a(r.words);
  a(r.bodies);
}
template <typename A>
void fields(A& a, IndexUnitRequest& r) {
  a(r.path);
  a(r.directory);
  a(r.arguments);
  a(r.root);
  a(r.module_files);
  a(r.edited);
}
template <typename A>
void fields(A& a, IndexedFile& r) {
  a(r.path);
  a(r.content_hash);
  a(r.mtime_ns);
  a(r.size_bytes);
  a(r.rows_hash);
}
template <typename A>
void fields(A& a, IndexedUnit& r) {
  a(r.files);
  a(r.imported);
  a(r.error_count);
  a(r.first_error);
  a(r.missing_includes);
  a(r.cpu_ms);
  a(r.peak_bytes);
  a(r.entered_otherwise);
  a(r.edit);
}
constexpr SearchFolder::Kind last_value(SearchFolder::Kind) { return SearchFolder::Kind::kSystem; }
template <typename A>
void fields(A& a, DescribeCommandRequest& r) {
  a(r.path);
  a(r.directory);
  a(r.arguments);
}
template <typename A>
void fields(A& a, SearchFolder& r) {
  a(r.path);
  a(r.kind);
}
template <typename A>
void fields(A& a, CommandDescription& r) {
  a(r.language);
  a(r.folders);
  a(r.predefined_macros);
}
template <typename A>
void fields(A& a, BuildPreludeRequest& r) {
  a(r.name);
  a(r.directory);
  a(r.arguments);
  a(r.root);
  a(r.is_one_unit);
  a(r.headers);
  a(r.module_files);
  a(r.output_path);
}
template <typename A>
void fields(A& a, PreludeHeader& r) {
  a(r.error_count);
  a(r.first_error);
}
template <typename A>
void fields(A& a, BuiltPrelude& r) {
  a(r.bytes);
  a(r.headers);
  a(r.error_count);
  a(r.first_error);
  a(r.files);
  a(r.missing_includes);
  a(r.cpu_ms);
  a(r.peak_bytes);
}
template <typename A>
void fields(A& a, DeliverRowsRequest& r) {
  a(r.segment_path);
  a(r.layer);
  a(r.generation);
  a(r.files);
}
template <typename A>
void fields(A& a, DeliveredRows& r) {
  a(r.bytes);
}
template <typename A>
void fields(A&, EmptyRequest&) {}
}  // namespace cairn::worker
