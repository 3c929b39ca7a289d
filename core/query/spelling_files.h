// In which files a name can be spelled, directly or through macros.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "core/query/include_map.h"
#include "core/store/snapshot.h"

namespace cairn::query {

// What there is to look at; files by number of the map.
struct SpellingScope {
  std::vector<IncludeMap::File> units;  // sources
  std::vector<bool> everywhere;         // files that any unit may have although no #include tells so
};

struct SpellingFile {
  IncludeMap::File file = 0;
  bool is_direct = false;  // it contains the name: whatever unit has it has the name there
  // Otherwise macros bring the name there, in these units, sorted.
  std::vector<IncludeMap::File> only_in;
};

struct SpellingFiles {
  std::vector<SpellingFile> files;  // by path, each once
  bool is_whole = true;             // false: stopped, or the names reached through macros were too many
};

// The names that macros may stand for one name, at most: a macro that mentions it, one that mentions that, and so on.
inline constexpr std::size_t kMaxSpellings = 20'000;

// The files of a layer of scanned sources that contain one of `names`, and those that units have in which they use a
// macro that stands for it, or one that may put it together of pieces (##). No file is missing in which a reference can
// be spelled, but for macros of command lines and for what spelling_files.cpp names; there are some too many. Reads the
// rows of all the units' macros once. Thread-safe.
SpellingFiles files_spelling(const store::Snapshot& snapshot, std::uint32_t layer, const IncludeMap& map,
                             const SpellingScope& scope, const std::vector<std::string>& names,
                             const std::stop_token& stop);

}  // namespace cairn::query
