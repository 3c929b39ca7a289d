// Snapshot: one state of the store, for as long as somebody reads it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/dead_files.h"
#include "core/store/segment.h"

namespace cairn::store {

// One segment as a snapshot sees it.
struct Part {
  std::uint64_t id = 0;  // in the manifest; 0: the unsaved rows of an open file
  std::shared_ptr<const Segment> segment;
  std::shared_ptr<const DeadFiles> dead;

  bool is_live(Ordinal file) const { return !dead->contains(file) && segment->has_rows(file); }
};

// Segments, oldest first, with what is dead in each: a path has rows in at most one part
// of a layer. Immutable and thread-safe; what it was made of stays mapped, though files
// may be gone from the disk, until the last reader lets go.
struct Snapshot {
  std::uint64_t version = 0;  // rises with every change that this process sees
  std::vector<Part> parts;

  // The part, and the ordinal in it, that has the rows of a path.
  struct Found {
    const Part* part = nullptr;
    Ordinal file = 0;
  };
  std::optional<Found> find_file(std::uint32_t layer, std::string_view path) const;

  // All live files of a layer whose paths begin with `prefix`; by part, then path.
  std::vector<Found> find_files_with_prefix(std::uint32_t layer, std::string_view prefix) const;

  // Whether some part has turned out to be damaged since: answers may lack its rows.
  bool is_damaged() const;
};

}  // namespace cairn::store
