// What would be read no more if one include went.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "core/deps/impact.h"
#include "core/deps/unit_reader.h"
#include "platform/base/result.h"

namespace cairn::deps {

// A unit in which the include stands.
struct LighterUnit {
  UnitKey key;
  std::uint32_t files = 0;       // that it would read no more
  std::uint64_t size_bytes = 0;  // of these
  std::uint32_t saved_ms = 0;    // of the unit's cost, by its share of the bytes: a guess
  std::vector<ChainLink> chain;  // by which it would read the included file all the same; empty: it would not
};

struct Removal {
  std::vector<LighterUnit> units;  // that clang read; those that save most first
  std::uint64_t saved_ms = 0;
  std::size_t unread_units = 0;  // that may include it too, but were not read
};

// If `includer` did not include `included` (both as the index names files) any more; whether it would still compile is
// another question. Errors as of UnitReader::visit.
Result<Removal> find_removal(UnitReader& reader, const std::string& includer, const std::string& included,
                             const std::stop_token& stop);

}  // namespace cairn::deps
