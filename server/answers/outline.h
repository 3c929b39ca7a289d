// Outlines from rows, in the client's columns and form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/model/answers.h"
#include "platform/base/utf.h"
#include "protocol/rpc/json.h"

namespace cairn::server {

// Columns of `symbols` are bytes of `text`. Pure, as the other.
std::vector<model::DocumentSymbol> outline_in_client_units(std::vector<model::DocumentSymbol> symbols,
                                                           std::string_view text, base::TextEncoding encoding);

// A tree, or a flat list for clients that know nothing else.
rpc::Json outline_to_json(const std::vector<model::DocumentSymbol>& symbols, const std::string& uri, bool as_tree);

}  // namespace cairn::server
