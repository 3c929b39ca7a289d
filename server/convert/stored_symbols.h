// Symbols of the index as LSP has them.
#pragma once

#include <string>
#include <string_view>

#include "core/query/stored_symbols.h"
#include "core/text/text_buffer.h"
#include "protocol/lsp/symbols.h"

namespace cairn::server {

// `path`: the symbol's, absolute. `text` gives the file's bytes, for columns in the
// client's units; null if they are not to be had: then bytes are taken for columns, as
// they are wherever a line is ASCII. A place that the text does not have (any more) moves
// to its nearest.
lsp::SymbolInformation to_lsp(const query::StoredSymbol& symbol, const std::string& path, const text::TextBuffer* text,
                              base::TextEncoding encoding);

}  // namespace cairn::server
