#include "protocol/lsp/code_action.h"

#include <algorithm>

namespace cairn::lsp {
namespace {

// The place of a diagnostic; the rest of it is the sender's business.
struct DiagnosticRange {
  Range range;
};
bool read(Reader reader, DiagnosticRange& out) { return reader.required("range", out.range); }

}  // namespace

bool read(Reader reader, CodeActionContext& out) {
  std::vector<DiagnosticRange> diagnostics;
  if (!reader.required("diagnostics", diagnostics) || !reader.optional("only", out.only)) return false;
  for (const DiagnosticRange& each : diagnostics) out.diagnostic_ranges.push_back(each.range);
  return true;
}

bool read(Reader reader, CodeActionParams& out) {
  return reader.required("textDocument", out.text_document) && reader.required("range", out.range) &&
         reader.required("context", out.context);
}

bool is_asked_for(std::string_view kind, const std::vector<std::string>& only) {
  return only.empty() || std::any_of(only.begin(), only.end(), [kind](const std::string& each) {
           return each.empty() || (kind.starts_with(each) && (kind.size() == each.size() || kind[each.size()] == '.'));
         });
}

Json to_json(const CodeAction& value) {
  Json json = {{"title", value.title}, {"kind", value.kind}, {"edit", to_json(value.edit)}};
  if (!value.diagnostics.empty()) json["diagnostics"] = rpc::json_array(value.diagnostics);
  if (value.is_preferred) json["isPreferred"] = true;
  return json;
}

}  // namespace cairn::lsp
