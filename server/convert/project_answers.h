// Answers across the project as LSP has them.
#pragma once

#include "protocol/lsp/hierarchy.h"
#include "server/answers/project_questions.h"

namespace cairn::server {

lsp::HierarchyItem to_lsp(const HierarchyItem& item);
lsp::HierarchyCall to_lsp(const HierarchyCall& call);

}  // namespace cairn::server
