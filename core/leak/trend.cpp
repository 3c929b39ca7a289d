#include "core/leak/trend.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace cairn::leak {
namespace {

constexpr std::size_t kExactValues = 12;
constexpr double kDeviationOfMedian = 1.4826;  // of a normal distribution
constexpr double kConfidence = 1.96;           // 95 %, both sides

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

// Rising pairs less falling ones.
int rising_pairs(std::span<const double> values) {
  int sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j) sum += (values[j] > values[i]) - (values[j] < values[i]);
  }
  return sum;
}

// Of all orders of n different values, the share with at most this many falling pairs (Mahonian numbers).
double share_of_orders(std::size_t n, int falling) {
  std::vector<double> shares = {1};
  for (std::size_t size = 2; size <= n; ++size) {
    std::vector<double> next(shares.size() + size - 1, 0);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      for (std::size_t k = 0; k < size; ++k) next[i + k] += shares[i] / static_cast<double>(size);
    }
    shares = std::move(next);
  }
  double sum = 0;
  for (std::size_t i = 0; i < shares.size() && i <= static_cast<std::size_t>(std::max(falling, 0)); ++i)
    sum += shares[i];
  return sum;
}

std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<double> ranks(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (const double other : values) ranks[i] += other < values[i] ? 1 : other == values[i] ? 0.5 : 0;
  }
  return ranks;
}

double autocorrelation(std::span<const double> values, std::size_t lag) {
  double mean = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  double all = 0;
  double shifted = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    all += (values[i] - mean) * (values[i] - mean);
    if (i + lag < values.size()) shifted += (values[i] - mean) * (values[i + lag] - mean);
  }
  return all > 0 ? shifted / all : 0;
}

double variance_of_pairs(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  double variance = n * (n - 1) * (2 * n + 5) / 18;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i;
    while (end < sorted.size() && sorted[end] == sorted[i]) ++end;
    const auto ties = static_cast<double>(end - i);
    variance -= ties * (ties - 1) * (2 * ties + 5) / 18;
    i = end;
  }
  return variance;
}

// By how much dependence between neighbours widens the variance. Only what is significant counts, and only widening.
double widening(std::span<const double> values) {
  const std::size_t n = values.size();
  std::vector<double> index(n);
  for (std::size_t i = 0; i < n; ++i) index[i] = static_cast<double>(i);
  const double slope = slope_of(index, values).value;
  std::vector<double> rest(n);
  for (std::size_t i = 0; i < n; ++i) rest[i] = values[i] - slope * index[i];
  const std::vector<double> ranks = ranks_of(rest);
  const auto size = static_cast<double>(n);
  const double significant = kConfidence / std::sqrt(size);
  double sum = 0;
  for (std::size_t lag = 1; lag < n / 3; ++lag) {
    const double r = autocorrelation(ranks, lag);
    if (std::abs(r) < significant) continue;
    const auto k = static_cast<double>(lag);
    sum += (size - k) * (size - k - 1) * (size - k - 2) * r;
  }
  return std::max(1.0, 1 + 2 * sum / (size * (size - 1) * (size - 2)));
}

}  // namespace

double rising_probability(std::span<const double> values) {
  const std::size_t n = values.size();
  if (n < 3) return 1;
  const int sum = rising_pairs(values);
  const int pairs = static_cast<int>(n * (n - 1) / 2);
  if (n <= kExactValues) return share_of_orders(n, (pairs - sum) / 2);
  const double deviation = std::sqrt(variance_of_pairs(values) * widening(values));
  if (!(deviation > 0) || sum <= 0) return 1;
  return 0.5 * std::erfc((sum - 1) / deviation / std::sqrt(2.0));
}

Slope slope_of(std::span<const double> x, std::span<const double> y) {
  std::vector<double> slopes;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = i + 1; j < x.size(); ++j) {
      if (x[j] > x[i]) slopes.push_back((y[j] - y[i]) / (x[j] - x[i]));
    }
  }
  if (slopes.empty()) return {};
  const double spread = kConfidence * std::sqrt(variance_of_pairs(x.size() == y.size() ? x : y));
  std::sort(slopes.begin(), slopes.end());
  const auto size = static_cast<double>(slopes.size());
  const auto at = [&](double rank) { return slopes[static_cast<std::size_t>(std::clamp(rank, 0.0, size - 1))]; };
  return {median_of(slopes), at((size - spread) / 2), at((size + spread) / 2)};
}

Noise noise_about(std::span<const double> x, std::span<const double> y, double slope) {
  std::vector<double> rest(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) rest[i] = y[i] - slope * x[i];
  const double middle = median_of(rest);
  for (double& each : rest) each -= middle;
  std::vector<double> sizes;
  for (const double each : rest) sizes.push_back(std::abs(each));
  return {kDeviationOfMedian * median_of(sizes), std::clamp(autocorrelation(rest, 1), 0.0, 0.95)};
}

}  // namespace cairn::leak
