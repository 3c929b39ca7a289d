// Questions to the store, answered in the client's terms.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/answers.h"
#include "core/query/symbol_facts.h"
#include "server/answers/locator.h"

namespace cairn::server {

using Usrs = std::vector<std::string>;

// Locations by path and position, each once.
struct Locations {
  std::vector<model::Location> list;
  bool is_stale = false;
  bool is_complete = true;  // false: stopped, or a bound was reached
  bool is_cut = false;      // by the limit that was asked for: there are more
};
void put_in_order(Locations& locations);

// What is needed besides a symbol's own USR to find all of it: a macro that some file tests
// before it is defined has another one there.
Usrs with_twins(Usrs usrs);

// Introductions of the symbols. All of these run on any thread.
Locations definitions_of(Locator& locator, const Usrs& usrs);
Locations declarations_of(Locator& locator, const Usrs& usrs);  // without definitions

inline constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

// What overrides the methods, derives from the classes, specialises the templates, at any
// distance; of other functions the definitions.
Locations implementations_of(Locator& locator, const Usrs& usrs);

struct ReferencesWanted {
  bool include_declarations = false;
  std::string but_not_in;        // absolute path of a file that somebody else answers for
  std::size_t limit = kNoLimit;  // so many at most, the first by path
};

// Calls `take` for each file with places, by path.
Locations references_to(Locator& locator, const Usrs& usrs, const ReferencesWanted& wanted, const std::stop_token& stop,
                        const std::function<void(std::vector<model::Location>)>& take = {});

// A symbol at its definition, or at a declaration where there is none: for hierarchies.
struct HierarchyItem {
  query::SymbolInfo symbol;
  std::string path;  // absolute
  text::Range range;
  text::Range selection_range;  // inside `range`
};
std::optional<HierarchyItem> item_of(Locator& locator, const std::string& usr, bool& is_stale);

struct HierarchyCall {
  HierarchyItem item;               // who calls, or is called
  std::vector<text::Range> ranges;  // of the calls, in the caller's file
};
struct HierarchyCalls {
  std::vector<HierarchyCall> list;
  bool is_stale = false;
  bool is_complete = true;
};
HierarchyCalls incoming_calls(Locator& locator, const std::string& usr, const std::stop_token& stop);
HierarchyCalls outgoing_calls(Locator& locator, const std::string& usr, const std::stop_token& stop);

// Direct bases, or what derives directly.
struct HierarchyItems {
  std::vector<HierarchyItem> list;
  bool is_stale = false;
  bool is_complete = true;
};
HierarchyItems supertypes_of(Locator& locator, const std::string& usr);
HierarchyItems subtypes_of(Locator& locator, const std::string& usr);

// Kind, signature, scope and the comment of the declaration; none for an unknown symbol.
std::optional<model::Hover> hover_of(Locator& locator, const std::string& usr);

}  // namespace cairn::server
