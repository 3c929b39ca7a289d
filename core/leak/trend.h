// Tests and estimates of a trend, for short series with outliers, ties and dependent neighbours.
#pragma once

#include <span>

namespace cairn::leak {

// The probability of so many rising pairs if there were no trend upwards (Mann 1945, Kendall). Exact up to 12 values;
// above by the normal distribution, with the variance that Hamed and Rao (1998) give for values that depend on those
// before them. 1 for fewer than three values. Pure; O(n²).
double rising_probability(std::span<const double> values);

struct Slope {
  double value = 0;  // the median of the slopes between all pairs (Theil 1950, Sen 1968)
  double low = 0;    // the interval that holds the slope with a confidence of 95 % (Sen's, from the ranks)
  double high = 0;
};

// Of y over x, which does not fall. Pairs of equal x do not count; all 0 if there are no others. Pure; O(n² log n).
Slope slope_of(std::span<const double> x, std::span<const double> y);

struct Noise {
  double deviation = 0;  // of the values from the line, by their median: what bursts do not move
  double memory = 0;     // how much of a deviation the next value still has, 0 to 1 (autocorrelation of lag 1)
};

// What is left of y beside a line of this slope through its median. Pure.
Noise noise_about(std::span<const double> x, std::span<const double> y, double slope);

}  // namespace cairn::leak
