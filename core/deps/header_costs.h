// What each header costs a build.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/deps/unit_reader.h"
#include "platform/base/result.h"

namespace cairn::deps {

struct HeaderCost {
  IncludeGraph::File file = 0;
  std::uint32_t units = 0;       // that read it
  std::uint64_t rebuild_ms = 0;  // the cost of these: what a change of the header costs
  std::uint64_t reading_ms = 0;  // the part of it that is for the header's own text, by its share of each unit's bytes
};

struct HeaderCosts {
  std::vector<HeaderCost>
      headers;  // the most expensive to read first, then by path; files that are units of their own are not in it
  std::uint64_t all_ms = 0;        // of all units that were read
  std::uint32_t units = 0;         // that were read
  std::uint32_t unread_units = 0;  // which say nothing
};

// Of the units that clang read. Errors as of UnitReader::visit.
Result<HeaderCosts> find_header_costs(UnitReader& reader, const std::stop_token& stop);

}  // namespace cairn::deps
