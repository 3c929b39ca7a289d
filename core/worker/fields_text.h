// The wire format of positions in texts; see fields.h.
#pragma once

#include "core/text/position.h"

namespace cairn::text {
template <typename A>
void fields(A& a, Position& r) {
  a(r.line);
  a(r.column);
}
template <typename A>
void fields(A& a, Range& r) {
  a(r.start);
  a(r.end);
}
}  // namespace cairn::text
