#include "protocol/lsp/configuration.h"

#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

constexpr const char* kSection = "cairn";

// Clients that keep their settings to themselves send null and want to be asked.
void ask_for_settings(Server& server) {
  server.connection().request("workspace/configuration", to_json(lsp::ConfigurationParams{{{kSection}}}),
                              [&server](const Result<rpc::Json>& values) {
                                if (values && values->is_array() && !values->empty()) {
                                  server.change_configuration(values->front());
                                }
                              });
}

}  // namespace

void register_configuration(Server& server) {
  server.connection().on_notification("workspace/didChangeConfiguration", [&server](const rpc::Json& json) {
    const auto params = rpc::parse_params<lsp::DidChangeConfigurationParams>(json);
    if (!params) return server.tell("workspace/didChangeConfiguration: " + params.error().message);
    if (params->settings.is_null() && server.client().configuration) return ask_for_settings(server);
    // Clients send the settings of all servers; ours may not be among them.
    const bool has_ours = params->settings.is_object() && params->settings.contains(kSection);
    server.change_configuration(has_ours ? params->settings[kSection] : rpc::Json());
  });
}

}  // namespace cairn::server
