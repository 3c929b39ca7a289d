#include "server/convert/stored_symbols.h"

#include <algorithm>

#include "protocol/lsp/uri.h"
#include "server/convert/answers.h"

namespace cairn::server {
namespace {

text::Position in_client_units(const text::Position& bytes, const text::TextBuffer* text, base::TextEncoding encoding) {
  if (!text || encoding == base::TextEncoding::kUtf8) return bytes;
  const auto offset = text->offset_at(bytes, base::TextEncoding::kUtf8);
  return offset ? text->position_at(*offset, encoding) : bytes;
}

}  // namespace

lsp::SymbolInformation to_lsp(const query::StoredSymbol& symbol, const std::string& path, const text::TextBuffer* text,
                              base::TextEncoding encoding) {
  lsp::SymbolInformation result;
  result.name = symbol.name.empty() ? "(anonymous)" : symbol.name;
  result.kind = lsp_kind(symbol.kind);
  result.deprecated = symbol.is_deprecated;
  const text::Range range{in_client_units(symbol.name_range.start, text, encoding),
                          in_client_units(symbol.name_range.end, text, encoding)};
  result.location = {lsp::uri_from_path(path), to_lsp(range)};
  if (symbol.scope.ends_with("::")) result.container_name = symbol.scope.substr(0, symbol.scope.size() - 2);
  return result;
}

}  // namespace cairn::server
