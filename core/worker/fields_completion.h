// The wire format of completion and signature help; see fields.h.
#pragma once

#include "core/model/completion.h"
#include "core/worker/fields_text.h"

namespace cairn::model {
constexpr CompletionKind last_value(CompletionKind) { return CompletionKind::kSnippet; }

template <typename A>
void fields(A& a, CallPiece& r) {
  a(r.text);
  a(r.is_argument);
}
template <typename A>
void fields(A& a, CompletionItem& r) {
  a(r.label);
  a(r.signature);
  a(r.result_type);
  a(r.filter_text);
  a(r.insert_text);
  a(r.call);
  a(r.documentation);
  a(r.changes);
  a(r.kind);
  a(r.score);
  a(r.is_deprecated);
}
template <typename A>
void fields(A& a, Completion& r) {
  a(r.replace);
  a(r.replace_end);
  a(r.is_incomplete);
  a(r.items);
}
template <typename A>
void fields(A& a, CompletionDetails& r) {
  a(r.documentation);
}
template <typename A>
void fields(A& a, ParameterHelp& r) {
  a(r.label_begin);
  a(r.label_end);
}
template <typename A>
void fields(A& a, SignatureInformation& r) {
  a(r.label);
  a(r.documentation);
  a(r.parameters);
  a(r.active_parameter);
}
template <typename A>
void fields(A& a, SignatureHelp& r) {
  a(r.signatures);
  a(r.active_signature);
}
}  // namespace cairn::model
