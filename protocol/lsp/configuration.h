// workspace/didChangeConfiguration and workspace/configuration.
#pragma once

#include <string>
#include <vector>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

struct DidChangeConfigurationParams {
  Json settings;  // of all servers, by name; null from clients that want to be asked
};
bool read(Reader reader, DidChangeConfigurationParams& out);

struct ConfigurationItem {
  std::string section;
};
Json to_json(const ConfigurationItem& value);

// The answer is an array with one value for each item, null for none.
struct ConfigurationParams {
  std::vector<ConfigurationItem> items;
};
Json to_json(const ConfigurationParams& value);

}  // namespace cairn::lsp
