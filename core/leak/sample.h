// Sample: what one site of the heap held at a moment when nothing was going on.
#pragma once

#include <cstdint>

namespace cairn::leak {

struct Sample {
  std::int64_t time_s = 0;  // since the epoch
  std::uint64_t work = 0;   // requests answered and jobs done since the start
  std::uint64_t level = 0;  // how much the process was asked to hold: open files, files and units of the index
  std::uint64_t bytes = 0;  // live
  bool operator==(const Sample&) const = default;
};

}  // namespace cairn::leak
