// Which members of each record travel, in which order, and which enumerators exist:
// the wire format itself. Change anything here and kProtocolVersion in frame.h grows.
#pragma once

#include "core/model/answers.h"
#include "core/worker/messages.h"

namespace cairn::base {
constexpr TextEncoding last_value(TextEncoding) { return TextEncoding::kUtf32; }
}  // namespace cairn::base

namespace cairn::text {
template <typename A>
void fields(A& a, Position& r) {
  a(r.line);
  a(r.column);
}
template <typename A>
void fields(A& a, Range& r) {
  a(r.start);
  a(r.end);
}
}  // namespace cairn::text

namespace cairn::model {
constexpr Severity last_value(Severity) { return Severity::kHint; }
constexpr SymbolKind last_value(SymbolKind) { return SymbolKind::kFile; }
constexpr HighlightKind last_value(HighlightKind) { return HighlightKind::kWrite; }
constexpr CompletionKind last_value(CompletionKind) { return CompletionKind::kSnippet; }

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
void fields(A& a, CompletionItem& r) {
  a(r.label);
  a(r.filter_text);
  a(r.insert_text);
  a(r.detail);
  a(r.documentation);
  a(r.kind);
  a(r.priority);
  a(r.is_deprecated);
}
template <typename A>
void fields(A& a, Completion& r) {
  a(r.replace);
  a(r.is_incomplete);
  a(r.items);
}
template <typename A>
void fields(A& a, ParseOutcome& r) {
  a(r.diagnostics);
  a(r.included_files);
  a(r.dropped_arguments);
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
}
template <typename A>
void fields(A&, EmptyRequest&) {}
}  // namespace cairn::worker
