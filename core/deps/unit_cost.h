// What a unit costs, by the best that is known of it. For this folder's sources only.
#pragma once

#include <cstdint>
#include <utility>

#include "core/deps/impact.h"

namespace cairn::deps {

inline std::pair<std::uint32_t, CostSource> cost_of(const UnitFiles& unit) {
  if (unit.unit.build_ms) return {*unit.unit.build_ms, CostSource::kBuild};
  if (unit.cost_ms != 0) return {unit.cost_ms, CostSource::kParse};
  return {0, CostSource::kNone};
}

}  // namespace cairn::deps
