// How symbols relate: bases, overridden methods, specialised templates; one step or all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/rows.h"
#include "core/store/snapshot.h"

namespace cairn::query {

// Which way to follow a relation.
enum class Direction : std::uint8_t {
  kToObjects,   // from a base to what derives from it, from a method to what overrides it, …
  kToSubjects,  // back
};

struct Related {
  std::vector<std::string> usrs;  // each once; without the symbol asked about
  bool is_complete = true;        // false: kMaxRelated was reached
};
inline constexpr std::size_t kMaxRelated = 100'000;

// By USR.
Related directly_related(const store::Snapshot& snapshot, std::string_view usr, model::RelationKind kind,
                         Direction direction);
// Nearest first; circles end.
Related transitively_related(const store::Snapshot& snapshot, std::string_view usr, model::RelationKind kind,
                             Direction direction);

}  // namespace cairn::query
