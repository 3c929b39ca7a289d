// Rivals: files of one name, of which an include finds one, and may find another when one comes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/store/snapshot.h"

namespace cairn::index {

// Sums over the paths of the workspace, and of search folders outside of it, by their last component. A header that
// comes and shadows another one, wherever search paths find it, has its name; so whoever includes one of this
// name is parsed again when their number or places change. That is more than needed, and needs no order of
// folders. A value; not thread-safe.
class Rivals {
 public:
  // Of the files of the workspace that the lexical layer has rows of, and of `outside` (outside_names.h).
  static Rivals of(const store::Snapshot& snapshot, const std::vector<std::string>& outside);

  // Of one path's name; 0 where there is none. A unit's sum is that of all its files.
  std::uint64_t of(std::string_view path) const;
  bool operator==(const Rivals&) const = default;
  std::size_t memory_bytes() const;

 private:
  std::unordered_map<std::uint64_t, std::uint64_t> sums_;  // by the hash of the last component
};

}  // namespace cairn::index
