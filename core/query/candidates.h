// Which units have to be read for an exact answer about a symbol, when the index is not complete.
#pragma once

#include <cstddef>
#include <limits>
#include <stop_token>
#include <string>
#include <vector>

#include "core/index/unit_standing.h"
#include "core/store/snapshot.h"

namespace cairn::query {

// Paths are as the store has them.
struct CandidatesWanted {
  std::vector<std::string> names;        // how the symbol, or whatever else the answer is about, is spelled
  std::vector<std::string> declared_in;  // files that declare it, as far as is known
  // It may be meant where nothing is spelled, as constructors, operators and begin() of ranges are: every unit that
  // includes what declares it counts.
  bool is_implicit = false;
  std::string asked_in;                           // the file that the question is about
  std::vector<std::string> forced_includes = {};  // headers that commands read unasked, as they spell them
};

struct Candidates {
  std::size_t files = 0;             // that may have it
  std::vector<std::string> open;     // sources of units that have to be parsed, the most likely first
  std::vector<std::string> unclean;  // sources of units that are read, and clang reported errors, or that cannot be
  std::size_t units = 0;             // sources of units in all, those that are read without errors too
  bool is_whole = true;              // false: stopped, or a name is reached through too many macros
};

// The candidates are the files that may spell a name (files_spelling()). A unit's source counts for itself; a header
// that is read once in a unit is covered by one unit that includes it and is read, else by one that is to be parsed for
// other reasons, else by the nearest; a header that may mean another thing each time by all that include it. Includes
// are those that the scan resolved; a header that no unit's rows have although one or two were read that seem to
// include it is in no unit. A unit is likely by the asked file itself, spelling the name itself, including what
// declares the symbol, and by leading folders shared with the asked file.
//
// `standings`: of the units, as they are when `snapshot` is. Thread-safe; reads the include graph and macros of the
// lexical layer once, from one end to the other.
Candidates find_candidates(const store::Snapshot& snapshot, const index::FileStandings& standings,
                           const CandidatesWanted& wanted, const std::stop_token& stop);

// Whether a symbol can be meant where its name is not spelled.
bool may_be_implicit(model::SymbolKind kind, std::string_view name);

// The identifier in a symbol's name: of "~Shape" Shape; empty for "operator+" and what has none.
std::string spelled_name(std::string_view name);

}  // namespace cairn::query
