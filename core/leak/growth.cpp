#include "core/leak/growth.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/leak/trend.h"

namespace cairn::leak {
namespace {

constexpr std::size_t kFloors = 4;
constexpr double kClearly = 2;  // standard errors
constexpr std::size_t kMinWarmUp = 2;
// Parts of the samples that are left out at the beginning, one after the other.
constexpr double kDropped[] = {0.2, 0.4, 0.6};
constexpr double kWarmUp = 1.0 / 3;  // of those
constexpr std::size_t kMinBefore = 5;
constexpr double kFaster = 1.1;

struct Curve {
  std::vector<double> work;
  std::vector<double> bytes;

  Curve from(std::size_t first) const {
    const auto at = static_cast<std::ptrdiff_t>(first);
    return {{work.begin() + at, work.end()}, {bytes.begin() + at, bytes.end()}};
  }
  Curve until(std::size_t end) const {
    const auto at = static_cast<std::ptrdiff_t>(end);
    return {{work.begin(), work.begin() + at}, {bytes.begin(), bytes.begin() + at}};
  }
  double span() const { return work.empty() ? 0 : work.back() - work.front(); }
};

// Bytes for one more of what the process is asked to hold, by the steps in which that changed.
double bytes_per_level(std::span<const Sample> samples) {
  std::vector<double> ratios;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const double level = static_cast<double>(samples[i].level) - static_cast<double>(samples[i - 1].level);
    const double bytes = static_cast<double>(samples[i].bytes) - static_cast<double>(samples[i - 1].bytes);
    if (level != 0) ratios.push_back(bytes / level);
  }
  if (ratios.empty()) return 0;
  std::sort(ratios.begin(), ratios.end());
  return std::max(0.0, ratios[ratios.size() / 2]);
}

// Without what the level explains, and without samples between which nothing was done: of those the least bytes.
Curve curve_of(std::span<const Sample> samples) {
  const double per_level = bytes_per_level(samples);
  Curve curve;
  for (const Sample& sample : samples) {
    const auto work = static_cast<double>(sample.work);
    const double bytes = static_cast<double>(sample.bytes) - per_level * static_cast<double>(sample.level);
    if (!curve.work.empty() && work <= curve.work.back()) {
      curve.bytes.back() = std::min(curve.bytes.back(), bytes);
    } else {
      curve.work.push_back(work);
      curve.bytes.push_back(bytes);
    }
  }
  return curve;
}

// What is freed again, however late, comes down to where it was.
bool floors_rise(const std::vector<double>& bytes) {
  double before = 0;
  for (std::size_t i = 0; i < kFloors; ++i) {
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() * i / kFloors);
    const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() * (i + 1) / kFloors);
    const double floor = *std::min_element(begin, end);
    if (i > 0 && floor <= before) return false;
    before = floor;
  }
  return true;
}

// Of a slope over work that is spread evenly. Values that remember those before them count for fewer.
double standard_error(const Curve& curve, const Noise& noise) {
  const auto n = static_cast<double>(curve.work.size());
  const double fewer = std::sqrt((1 + noise.memory) / (1 - noise.memory));
  return noise.deviation * fewer * std::sqrt(12 / n) / curve.span();
}

bool slows_down(const Curve& curve, const Noise& noise, const Thresholds& thresholds) {
  const std::size_t middle = curve.work.size() / 2;
  const Curve first = curve.until(middle);
  const Curve last = curve.from(middle);
  const double before = slope_of(first.work, first.bytes).value;
  const double now = slope_of(last.work, last.bytes).value;
  if (now < thresholds.min_slope_kept * before) return true;
  const double clear = kClearly * std::hypot(standard_error(first, noise), standard_error(last, noise));
  return before - now > std::max(clear, thresholds.slowing_allowed * before);
}

// Whether it grew faster before, once it was warm: what fills up looks like a line at its end.
bool was_faster(const Curve& before, double slope) {
  const auto first = std::max(kMinWarmUp, static_cast<std::size_t>(static_cast<double>(before.work.size()) * kWarmUp));
  if (before.work.size() < first + kMinBefore) return false;
  const Curve warm = before.from(first);
  return slope_of(warm.work, warm.bytes).value > kFaster * slope;
}

// How many samples growth by so many bytes takes to be believed.
std::size_t patience(double growth, const Thresholds& thresholds) {
  const double least = std::log(static_cast<double>(thresholds.min_growth_bytes));
  const double urgent =
      std::log(static_cast<double>(std::max(thresholds.urgent_bytes, thresholds.min_growth_bytes + 1)));
  const double part = std::clamp((std::log(growth) - least) / (urgent - least), 0.0, 1.0);
  const auto range = static_cast<double>(thresholds.max_samples - thresholds.min_samples);
  return thresholds.max_samples - static_cast<std::size_t>(part * range);
}

std::optional<Growth> find_growth_of(const Curve& curve, const Thresholds& thresholds) {
  const Curve half = curve.from(curve.work.size() / 2);
  if (rising_probability(curve.bytes) > thresholds.whole_probability) return std::nullopt;
  if (rising_probability(half.bytes) > thresholds.half_probability) return std::nullopt;
  if (!floors_rise(curve.bytes)) return std::nullopt;
  const Slope slope = slope_of(curve.work, curve.bytes);
  const double growth = slope.value * curve.span();
  if (slope.low < thresholds.min_bytes_per_work) return std::nullopt;
  if (growth < static_cast<double>(thresholds.min_growth_bytes)) return std::nullopt;
  if (curve.work.size() < patience(growth, thresholds)) return std::nullopt;
  const Noise noise = noise_about(curve.work, curve.bytes, slope.value);
  if (standard_error(curve, noise) > thresholds.max_relative_error * slope.value) return std::nullopt;
  if (slows_down(curve, noise, thresholds)) return std::nullopt;
  return Growth{slope.value, slope.low, slope.high, static_cast<std::uint64_t>(growth), 0, curve.work.size()};
}

}  // namespace

std::optional<Growth> find_growth(std::span<const Sample> samples, const Thresholds& thresholds) {
  const Curve all = curve_of(samples);
  const std::size_t count = all.work.size();
  for (const double dropped : kDropped) {
    const auto warm_up = std::max(kMinWarmUp, static_cast<std::size_t>(static_cast<double>(count) * dropped));
    if (count < warm_up + thresholds.min_samples) return std::nullopt;
    std::optional<Growth> growth = find_growth_of(all.from(warm_up), thresholds);
    if (!growth || was_faster(all.until(warm_up), growth->bytes_per_work)) continue;
    const auto begin = static_cast<std::uint64_t>(all.work[warm_up]);
    const auto since =
        std::find_if(samples.begin(), samples.end(), [&](const Sample& sample) { return sample.work >= begin; });
    if (since != samples.end()) growth->since_s = since->time_s;
    return growth;
  }
  return std::nullopt;
}

}  // namespace cairn::leak
