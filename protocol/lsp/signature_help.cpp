#include "protocol/lsp/signature_help.h"

namespace cairn::lsp {

bool read(Reader reader, ShownSignature& out) { return reader.required("label", out.label); }

bool read(Reader reader, ShownSignatureHelp& out) {
  if (!reader.required("signatures", out.signatures)) return false;
  reader.tolerant("activeSignature", out.active_signature);
  return true;
}

bool read(Reader reader, SignatureHelpContext& out) {
  if (!reader.is_object()) return false;
  reader.tolerant("isRetrigger", out.is_retrigger);
  reader.tolerant("activeSignatureHelp", out.active_signature_help);
  return true;
}

bool read(Reader reader, SignatureHelpParams& out) {
  if (!reader.required("textDocument", out.text_document) || !reader.required("position", out.position)) return false;
  reader.tolerant("context", out.context);
  return true;
}

Json to_json(const ParameterInformation& value) {
  if (value.offsets) return {{"label", Json::array({value.offsets->first, value.offsets->second})}};
  return {{"label", value.text}};
}

Json to_json(const SignatureInformation& value) {
  Json json = {{"label", value.label}, {"parameters", rpc::json_array(value.parameters)}};
  if (value.documentation) json["documentation"] = to_json(*value.documentation);
  if (value.active_parameter) json["activeParameter"] = *value.active_parameter;
  return json;
}

Json to_json(const SignatureHelp& value) {
  Json json = {{"signatures", rpc::json_array(value.signatures)}, {"activeSignature", value.active_signature}};
  if (value.active_parameter) json["activeParameter"] = *value.active_parameter;
  return json;
}

}  // namespace cairn::lsp
