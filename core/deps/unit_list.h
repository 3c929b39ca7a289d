// The list of a unit's files as one blob. FORMAT.md has the bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "platform/base/result.h"

namespace cairn::deps {

// One file that a unit consists of: numbers into the table's versions and variants.
struct UnitListEntry {
  std::uint32_t version = 0;
  std::uint32_t variant = 0;  // 0: the unit states no rows of this file
  auto operator<=>(const UnitListEntry&) const = default;
};

// Sorts the entries. Neighbours have near numbers, so most entries take two to four bytes.
std::string encode_unit_list(std::vector<UnitListEntry> entries);

// kCorrupt for bytes that encode_unit_list did not write.
Result<std::vector<UnitListEntry>> decode_unit_list(std::span<const std::byte> bytes);

}  // namespace cairn::deps
