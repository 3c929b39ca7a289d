// In which files a name can be spelled, directly or through macros.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "core/store/snapshot.h"

namespace cairn::query {

struct SpellingFiles {
  std::vector<std::string> paths;  // as the store has them, sorted, each once
  bool is_whole = true;            // false: stopped, or the names reached through macros were too many
};

// The names that macros may stand for one name, at most: a macro that mentions it, one that mentions that, and so on.
inline constexpr std::size_t kMaxSpellings = 20'000;

// The files of a layer of scanned sources that contain one of `names`, or use a macro whose body does, or may have a
// macro put one together of pieces (##) that stand in them or in its body; any macro of any file counts wherever it
// stands. So no file is missing in which a reference can be spelled, but for macros of command lines; there are some
// too many. Reads the rows of all the layer's macros once. Thread-safe.
SpellingFiles files_spelling(const store::Snapshot& snapshot, std::uint32_t layer,
                             const std::vector<std::string>& names, const std::stop_token& stop);

}  // namespace cairn::query
