// Symbols of the index as LSP has them.
#pragma once

#include "core/model/answers.h"
#include "core/query/stored_symbols.h"
#include "protocol/lsp/symbols.h"

namespace cairn::server {

// `place`: where the symbol stands, in the client's columns.
lsp::SymbolInformation to_lsp(const query::StoredSymbol& symbol, const model::Location& place);

}  // namespace cairn::server
