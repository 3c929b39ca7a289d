#include "core/leak/growth.h"

#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::leak {
namespace {

constexpr double kMb = 1 << 20;

// `bytes` and `level` by the number of the scan; 100 requests between two scans.
std::vector<Sample> series(
    std::size_t count, const std::function<double(double)>& bytes,
    const std::function<double(double)>& level = [](double) { return 3; }) {
  std::vector<Sample> samples;
  for (std::size_t i = 0; i < count; ++i) {
    const auto scan = static_cast<double>(i);
    const double noise = static_cast<double>((i * 7919) % 101) * 1e3;
    samples.push_back({static_cast<std::int64_t>(i) * 300, i * 100, static_cast<std::uint64_t>(level(scan)),
                       static_cast<std::uint64_t>(50 * kMb + bytes(scan) + noise)});
  }
  return samples;
}

std::optional<Growth> find(const std::vector<Sample>& samples) { return find_growth(samples, Thresholds()); }

}  // namespace

TEST_CASE("steady growth with work is found, with its slope", "[leak]") {
  const auto growth = find(series(80, [](double scan) { return scan * kMb; }));
  REQUIRE(growth);
  CHECK(growth->bytes_per_work == Approx(kMb / 100).epsilon(0.01));
  CHECK(growth->low <= growth->bytes_per_work);
  CHECK(growth->high >= growth->bytes_per_work);
  CHECK(growth->since_s == 16 * 300);
  CHECK(growth->samples == 64);
}

TEST_CASE("fast growth is found after few scans, slow growth takes more", "[leak]") {
  const auto scans_until_found = [](double per_scan) {
    for (std::size_t count = 1; count < 200; ++count) {
      if (find(series(count, [&](double scan) { return scan * per_scan; }))) return count;
    }
    return std::size_t{200};
  };
  CHECK(scans_until_found(60 * kMb) <= 10);
  CHECK(scans_until_found(kMb) > 30);
  CHECK(scans_until_found(kMb) < 100);
}

TEST_CASE("a leak that begins late is found from there", "[leak]") {
  const auto growth = find(series(100, [](double scan) { return scan < 55 ? 0 : (scan - 55) * 8 * kMb; }));
  REQUIRE(growth);
  CHECK(growth->since_s >= 40 * 300);  // of the first scan that shows it: it may begin a little before
}

TEST_CASE("what does not go on growing is no leak", "[leak]") {
  CHECK_FALSE(find(series(100, [](double) { return 0; })));
  CHECK_FALSE(find(series(100, [](double scan) { return 40 * kMb * (1 - std::exp(-scan / 12)); })));
  CHECK_FALSE(find(series(100, [](double scan) { return std::fmod(scan, 9) * 6 * kMb; })));
  CHECK_FALSE(find(series(100, [](double scan) { return std::fmod(scan, 17) < 3 ? 200 * kMb : 0; })));
  CHECK_FALSE(find(series(100, [](double scan) { return -scan * kMb / 10; })));
  CHECK_FALSE(find(series(100, [](double scan) { return scan < 50 ? 0 : 90 * kMb; })));
}

TEST_CASE("what the process was asked to hold is no leak", "[leak]") {
  const auto open = [](double scan) { return 10 + std::floor(scan / 4); };
  CHECK_FALSE(find(series(100, [&](double scan) { return open(scan) * 4 * kMb; }, open)));
  // But what grows beside it is.
  const auto turns = [](double scan) { return 10 + std::fmod(std::floor(scan / 4), 5); };
  CHECK(find(series(100, [&](double scan) { return turns(scan) * 4 * kMb + scan * 8 * kMb; }, turns)));
}

TEST_CASE("time without work proves nothing", "[leak]") {
  std::vector<Sample> samples = series(100, [](double scan) { return scan * kMb; });
  for (Sample& sample : samples) sample.work = 7;
  CHECK_FALSE(find(samples));
  CHECK_FALSE(find({}));
}

}  // namespace cairn::leak
