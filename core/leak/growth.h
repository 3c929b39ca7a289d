// Whether the samples of one site show a leak.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/leak/sample.h"

namespace cairn::leak {

// What has to hold before growth is called a leak. The defaults were frozen before the simulation that judges them was
// written (bench/leak).
struct Thresholds {
  std::size_t min_samples = 8;   // with work between them, after the warm-up
  std::size_t max_samples = 60;  // as many for growth that has only just min_growth_bytes,
  // fewer for more: what is small and stops is a cache that fills, and there is time to wait for that. From here on
  // min_samples do.
  std::uint64_t urgent_bytes = std::uint64_t{256} << 20;
  std::uint64_t min_growth_bytes = std::uint64_t{4} << 20;
  double min_bytes_per_work = 1;
  double whole_probability = 1e-4;   // of such a trend by chance: in all samples looked at,
  double half_probability = 0.05;    // and in their last half
  double max_relative_error = 0.07;  // standard error of the slope, as a part of it
  double min_slope_kept = 0.75;      // of the first half's slope, in the last half: what fills up slows down
  double slowing_allowed = 0;        // as a part of the slope, however clear it is: for series without noise
};

struct Growth {
  double bytes_per_work = 0;  // and the interval that holds it with a confidence of 95 %
  double low = 0;
  double high = 0;
  std::uint64_t growth_bytes = 0;  // over the samples that were looked at
  std::int64_t since_s = 0;        // the first of them
  std::size_t samples = 0;
  bool operator==(const Growth&) const = default;
};

// The growth that the samples, oldest first, show; none if anything else explains it. Looks at all but the first fifth,
// and at shorter ends, because a leak may begin at any time. Pure; O(n² log n): some milliseconds for 240 samples.
std::optional<Growth> find_growth(std::span<const Sample> samples, const Thresholds& thresholds);

}  // namespace cairn::leak
