#include "server/convert/stored_symbols.h"

#include "server/convert/answers.h"

namespace cairn::server {

lsp::SymbolInformation to_lsp(const query::StoredSymbol& symbol, const model::Location& place) {
  lsp::SymbolInformation result;
  result.name = symbol.name.empty() ? "(anonymous)" : symbol.name;
  result.kind = lsp_kind(symbol.kind);
  result.deprecated = symbol.is_deprecated;
  result.location = to_lsp(place);
  if (symbol.scope.ends_with("::")) result.container_name = symbol.scope.substr(0, symbol.scope.size() - 2);
  return result;
}

}  // namespace cairn::server
