// Who calls a function, and whom it calls: calls stand in rows as occurrences, and what
// contains them is found by extents.
#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/query/places.h"
#include "core/query/symbol_facts.h"

namespace cairn::query {

// Calls from (or to) one symbol, all within one text of one file.
struct CallSite {
  SymbolInfo symbol;         // who calls, or who is called; without a USR: the file, at its own level
  std::string path;          // of the calls
  TextStamp text;            // that they stand in
  Place container;           // incoming: the caller's definition in that file; outgoing: the function's own
  std::vector<Place> calls;  // merged
};

struct CallSites {
  std::vector<CallSite> sites;  // by path and position
  bool is_complete = true;      // false: stopped, or the limit was reached
};

// The functions that call any of `usrs`, each with its calls. A call in the initialiser of
// a variable or member belongs to that.
CallSites find_callers(const store::Snapshot& snapshot, std::span<const std::string> usrs, std::size_t limit,
                       const std::stop_token& stop);

// The functions that the definitions of `usr` call.
CallSites find_callees(const store::Snapshot& snapshot, std::string_view usr, std::size_t limit,
                       const std::stop_token& stop);

}  // namespace cairn::query
