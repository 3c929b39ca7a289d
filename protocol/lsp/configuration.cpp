#include "protocol/lsp/configuration.h"

namespace cairn::lsp {

bool read(Reader reader, DidChangeConfigurationParams& out) {
  if (!reader.is_object()) return false;
  const auto settings = reader.json().find("settings");
  if (settings != reader.json().end()) out.settings = *settings;
  return true;
}

Json to_json(const ConfigurationItem& value) { return {{"section", value.section}}; }

Json to_json(const ConfigurationParams& value) { return {{"items", rpc::json_array(value.items)}}; }

}  // namespace cairn::lsp
