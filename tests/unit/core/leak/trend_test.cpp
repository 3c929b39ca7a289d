#include "core/leak/trend.h"

#include <vector>

#include <catch2/catch.hpp>

namespace cairn::leak {

TEST_CASE("the probability of a rising order is exact for few values", "[leak]") {
  using Values = std::vector<double>;
  CHECK(rising_probability(Values{1, 2, 3}) == Approx(1.0 / 6));
  CHECK(rising_probability(Values{1, 2, 3, 4}) == Approx(1.0 / 24));
  CHECK(rising_probability(Values{1, 2, 4, 3}) == Approx(4.0 / 24));
  CHECK(rising_probability(Values{4, 3, 2, 1}) == Approx(1));
  CHECK(rising_probability(Values{1, 2}) == 1);
}

TEST_CASE("many values without a trend are no surprise, with one they are", "[leak]") {
  std::vector<double> flat;
  std::vector<double> rising;
  for (int i = 0; i < 40; ++i) {
    flat.push_back((i * 7919) % 40);
    rising.push_back(i + (i * 7919) % 5);
  }
  CHECK(rising_probability(flat) > 0.05);
  CHECK(rising_probability(rising) < 1e-6);
}

TEST_CASE("values that remember those before them prove less", "[leak]") {
  // Long waves: the first rising one is no trend.
  std::vector<double> waves;
  for (int i = 0; i < 36; ++i) waves.push_back(i % 24 < 12 ? i % 24 : 24 - i % 24);
  CHECK(rising_probability(waves) > 0.01);
}

TEST_CASE("a slope is that of most pairs, whatever one value does", "[leak]") {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 20; ++i) {
    x.push_back(i * 10);
    y.push_back(100 + i * 30 + (i == 7 ? 1e9 : 0));
  }
  const Slope slope = slope_of(x, y);
  CHECK(slope.value == Approx(3));
  CHECK(slope.low <= 3);
  CHECK(slope.high >= 3);
  CHECK(noise_about(x, y, 3).deviation == Approx(0));
  CHECK(slope_of(std::vector<double>{1, 1}, std::vector<double>{1, 2}).value == 0);
}

}  // namespace cairn::leak
