#include "server/handlers/handlers.h"

namespace cairn::server {

void register_handlers(Server& server) {
  register_lifecycle(server);
  register_text_sync(server);
  register_code_actions(server);
  register_configuration(server);
  register_diagnostics(server);
  register_hover(server);
  register_navigation(server);
  register_implementations(server);
  register_references(server);
  register_rename(server);
  register_hierarchies(server);
  register_highlights(server);
  register_document_symbols(server);
  register_workspace_symbols(server);
  register_completion(server);
  register_signature_help(server);
  register_semantic_tokens(server);
  register_inlay_hints(server);
  register_structure(server);
  register_switch_source_header(server);
  register_reports(server);
  register_impact(server);
  register_include_hierarchy(server);
  register_dependencies(server);
  register_code_lenses(server);
}

}  // namespace cairn::server
