// Whether what a unit read through a prelude is what it would have read itself.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/index/prelude/layer_build.h"
#include "core/index/prelude/source_scan.h"
#include "core/worker/messages.h"

namespace cairn::index {

// A prelude that units can be parsed on. Immutable; shared between threads.
struct ReadyPrelude {
  std::vector<std::string> module_files;  // the lowest layer first
  std::vector<std::string> missing_includes;
  std::map<std::string, std::string> macros;                     // of the build's command, as FlagKey::macros
  std::unordered_set<std::string> order_dependent;               // files of which units on it state no rows
  std::unordered_map<std::string, std::vector<NameHash>> names;  // every identifier in the text, by file; sorted
};

// Reads the headers' texts. `root` as of absolute_path().
ReadyPrelude make_ready(const std::vector<BuiltLayer>& layers, const PreludePlan& plan, const std::string& root);

// Macros of which one command says something else than the other; names.
std::vector<std::string> differing_macros(const std::map<std::string, std::string>& a,
                                          const std::map<std::string, std::string>& b);

// Empty if `unit`'s rows are those of an exact parse; else why not, for people. A header module has not seen the macros
// of the unit's command where that is another one (`other_macros`), so none of them may be mentioned in what it
// imports; that are `unit.imported` and `silent`. What the order of includes changes must be of `silent`. Pure.
std::string refusal(const ReadyPrelude& prelude, const worker::IndexedUnit& unit,
                    const std::vector<worker::IndexedFile>& silent, const std::vector<std::string>& other_macros);

}  // namespace cairn::index
