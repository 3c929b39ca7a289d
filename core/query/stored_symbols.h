// Symbols of the whole workspace by name, from the store.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/rows.h"
#include "core/query/places.h"
#include "core/store/snapshot.h"

namespace cairn::query {

// One symbol and the place that stands for it: its definition if a file has one, else a
// declaration.
struct StoredSymbol {
  std::string usr;  // of the layer that was asked
  std::string name;
  std::string scope;  // "ns::Class::"
  std::string signature;
  model::SymbolKind kind = model::SymbolKind::kVariable;
  bool is_deprecated = false;
  bool is_definition = false;
  std::string path;        // as the store has it: relative to the root, or absolute
  text::Range name_range;  // lines, and columns in bytes
  text::Range extent;      // the same; the name's where the whole is not known
  TextStamp text;          // that the ranges are about
  float score = 0;         // how well the name fits; text::FuzzyMatcher's
};

struct StoredSymbols {
  std::vector<StoredSymbol> symbols;  // best first
  bool is_complete = true;            // false: there are more, or rows are damaged
};

// The symbols whose names fit `query` best. A query with "::" asks for those whose scope
// ends with what stands before the last one (in any case of letters); one that begins
// with it, for those at file level. Order: how well the name fits, then how many files
// know the symbol, then scope and path. Only places in files that `accepts_file` (by path;
// empty: all) says yes to. Thread-safe.
StoredSymbols find_by_name(const store::Snapshot& snapshot, std::uint32_t layer, std::string_view query,
                           std::size_t limit, const std::stop_token& stop,
                           const std::function<bool(std::string_view path)>& accepts_file = {});

// The symbols of exactly this name (and scope, if "::" is in it), definitions first; of
// each all definitions, or all declarations where there is none.
StoredSymbols find_exactly(const store::Snapshot& snapshot, std::uint32_t layer, std::string_view name,
                           std::size_t limit);

}  // namespace cairn::query
