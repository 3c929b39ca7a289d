// Semantic tokens in LSP's form.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/semantic_tokens.h"
#include "protocol/lsp/semantic_tokens.h"

namespace cairn::server {

// The names of all kinds and modifiers, in the order of their enumerators. Those of
// LSP 3.17 where it has one, else clangd's.
const lsp::SemanticTokensLegend& semantic_tokens_legend();

// Each token by its distance from the one before. Tokens that are not in order are left out.
std::vector<std::uint32_t> to_lsp(const std::vector<model::SemanticToken>& tokens);

}  // namespace cairn::server
