#include "server/answers/outline.h"

#include "core/text/text_buffer.h"
#include "server/convert/answers.h"

namespace cairn::server {
namespace {

void convert(std::vector<model::DocumentSymbol>& symbols, const text::TextBuffer& text, base::TextEncoding encoding) {
  const auto in_units = [&](text::Position& position) {
    const auto offset = text.offset_at(position, base::TextEncoding::kUtf8);
    if (offset) position = text.position_at(*offset, encoding);
  };
  for (model::DocumentSymbol& symbol : symbols) {
    in_units(symbol.range.start);
    in_units(symbol.range.end);
    in_units(symbol.selection_range.start);
    in_units(symbol.selection_range.end);
    convert(symbol.children, text, encoding);
  }
}

}  // namespace

std::vector<model::DocumentSymbol> outline_in_client_units(std::vector<model::DocumentSymbol> symbols,
                                                           std::string_view text, base::TextEncoding encoding) {
  if (encoding != base::TextEncoding::kUtf8) convert(symbols, text::TextBuffer(std::string(text)), encoding);
  return symbols;
}

rpc::Json outline_to_json(const std::vector<model::DocumentSymbol>& symbols, const std::string& uri, bool as_tree) {
  if (!as_tree) return rpc::json_array(flatten(symbols, uri));
  std::vector<lsp::DocumentSymbol> result;
  for (const model::DocumentSymbol& each : symbols) result.push_back(to_lsp(each));
  return rpc::json_array(result);
}

}  // namespace cairn::server
