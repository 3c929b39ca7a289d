// Questions to a snapshot: symbols by identity and by name, and where they stand.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/rows.h"
#include "core/store/occurrence_codec.h"
#include "core/store/snapshot.h"

namespace cairn::store {

// One symbol of one layer, with the parts that know it. Valid as long as the snapshot.
struct SymbolRef {
  struct Place {
    const Part* part = nullptr;
    Ordinal ordinal = 0;
  };
  model::SymbolId id{};
  // By the part with the first live file by path that introduces it, whatever order parts came
  // in; else the best that is known.
  model::SymbolFacts facts;
  bool is_introduced = false;    // some live file declares or defines it
  std::uint32_t file_count = 0;  // live files that mention it; 0: it is gone
  std::vector<Place> places;     // where a live file mentions it, or states a relation of it
};

// Whatever a lookup finds in a part that turned out to be damaged is left out; whoever
// gives the answer on asks Snapshot::is_damaged(). All are thread-safe and only read.

// The symbols with this id: one, but for collisions of hashes.
std::vector<SymbolRef> find_symbols(const Snapshot& snapshot, std::uint32_t layer, model::SymbolId id);

// Calls `visit(path, mention)` for every occurrence whose roles have one of `roles`; by
// part, then file, then position. Ends when it returns false.
void visit_occurrences(const SymbolRef& symbol, model::Roles roles,
                       const std::function<bool(std::string_view path, const Mention&)>& visit);

struct NameHit {
  std::string_view name;
  float score = 0;  // text::FuzzyMatcher's; below all of those if only text::TypoMatcher accepts it
  std::vector<SymbolRef::Place> symbols;
};

struct NameSearch {
  std::vector<NameHit> hits;  // best first
  bool is_complete = true;    // false: more names match than were asked for, or it was stopped
};

// The names that fit `pattern` best, at most `limit`, with those of their symbols that
// some live file introduces. An empty pattern finds nothing. Of a pattern of one or two
// characters, names that begin with it come first and others only if there is room; of
// one of four and more that fits few names, those that fit but for one mistyped character come last, a few, which
// do not count for is_complete.
NameSearch search_names(const Snapshot& snapshot, std::uint32_t layer, std::string_view pattern, std::size_t limit,
                        const std::stop_token& stop);

// The name itself, if some live file introduces a symbol of it: at most one hit.
std::vector<NameHit> names_equal_to(const Snapshot& snapshot, std::uint32_t layer, std::string_view name);

// The live files that contain an identifier, by path.
std::vector<std::string> files_mentioning(const Snapshot& snapshot, std::uint32_t layer, std::string_view identifier);

}  // namespace cairn::store
