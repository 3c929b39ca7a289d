#include "core/index/peak_estimate.h"

#include <catch2/catch.hpp>

namespace cairn::index {

TEST_CASE("where nothing is known, a unit is taken for a large one", "[index]") {
  PeakEstimate peaks;
  CHECK(peaks.estimate("a/x.cpp") == PeakEstimate::kUnknown);
  peaks.add("a/y.cpp", 0);  // a parse that could not tell
  peaks.add("a/y.cpp", 1000);
  peaks.add("a/z.cpp", 1000);
  CHECK(peaks.estimate("a/x.cpp") == PeakEstimate::kUnknown);
}

TEST_CASE("units of the same folder tell more than others", "[index]") {
  PeakEstimate peaks;
  for (int i = 0; i < 10; ++i) peaks.add("large/x.cpp", 600);
  for (int i = 0; i < 10; ++i) peaks.add("small/x.cpp", 60);
  CHECK(peaks.estimate("large/y.cpp") == 700);
  CHECK(peaks.estimate("small/y.cpp") == 70);
  CHECK(peaks.estimate("other/y.cpp") == 700);
}

TEST_CASE("one unit in ten that needs much more does not count, and old ones are forgotten", "[index]") {
  PeakEstimate peaks;
  for (int i = 0; i < 19; ++i) peaks.add("x.cpp", 60);
  peaks.add("x.cpp", 6000);
  CHECK(peaks.estimate("y.cpp") == 70);
  for (std::size_t i = 0; i < PeakEstimate::kKept; ++i) peaks.add("x.cpp", 6);
  CHECK(peaks.estimate("y.cpp") == 7);
}

}  // namespace cairn::index
