// Symbols of the whole workspace by name: what units say where they are indexed, what a
// scan of the bytes says elsewhere.
#pragma once

#include <cstddef>
#include <stop_token>
#include <string_view>

#include "core/query/stored_symbols.h"

namespace cairn::query {

struct WorkspaceSymbols {
  StoredSymbols found;       // best first; no symbol twice
  bool has_lexical = false;  // some of them are guesses by shape
  bool has_semantic = false;
};

// See find_by_name(); of a file that has semantic rows no lexical ones are given.
WorkspaceSymbols find_in_workspace(const store::Snapshot& snapshot, std::string_view query, std::size_t limit,
                                   const std::stop_token& stop);

}  // namespace cairn::query
