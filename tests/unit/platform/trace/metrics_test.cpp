#include "platform/trace/metrics.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

using namespace cairn;
using std::chrono::microseconds;
using trace::Metrics;

namespace {

trace::SpanSummary only_span(const Metrics& metrics) {
  const trace::MetricsSnapshot snapshot = metrics.snapshot();
  REQUIRE(snapshot.spans.size() == 1);
  return snapshot.spans[0];
}

}  // namespace

TEST_CASE("new metrics are empty", "[metrics]") {
  const Metrics metrics;
  CHECK(metrics.snapshot().counters.empty());
  CHECK(metrics.snapshot().spans.empty());
}

TEST_CASE("a counter adds up and the snapshot is sorted by name", "[metrics]") {
  Metrics metrics;
  metrics.count("worker.death");
  metrics.count("answer.partial", 5);
  metrics.count("worker.death", 2);
  const auto counters = metrics.snapshot().counters;
  REQUIRE(counters.size() == 2);
  CHECK(counters[0].name == "answer.partial");
  CHECK(counters[0].value == 5);
  CHECK(counters[1].name == "worker.death");
  CHECK(counters[1].value == 3);
}

TEST_CASE("a snapshot does not change with what comes after", "[metrics]") {
  Metrics metrics;
  metrics.count("a");
  const trace::MetricsSnapshot snapshot = metrics.snapshot();
  metrics.count("a");
  CHECK(snapshot.counters.at(0).value == 1);
}

TEST_CASE("a span keeps count, total and maximum exactly", "[metrics]") {
  Metrics metrics;
  for (const int duration_us : {3, 1000, 7}) metrics.record("parse", microseconds(duration_us));
  const trace::SpanSummary span = only_span(metrics);
  CHECK(span.name == "parse");
  CHECK(span.count == 3);
  CHECK(span.total_us == 1010);
  CHECK(span.max_us == 1000);
}

TEST_CASE("percentiles are within their bucket, a factor of two, of the exact ones", "[metrics]") {
  std::mt19937 random(7);  // NOLINT: fixed seed, so that a failure repeats
  for (int round = 0; round < 200; ++round) {
    trace::Histogram histogram;
    std::vector<std::uint64_t> durations;
    for (std::size_t n = 1 + random() % 300; n > 0; --n) {
      durations.push_back(std::uint64_t{random()} >> (random() % 32));
      histogram.record(durations.back());
    }
    std::sort(durations.begin(), durations.end());
    for (const double fraction : {0.0, 0.5, 0.95, 0.99, 1.0}) {
      const auto rank = static_cast<std::size_t>(std::ceil(fraction * static_cast<double>(durations.size())));
      const std::uint64_t exact = durations[std::max<std::size_t>(rank, 1) - 1];
      const std::uint64_t found = histogram.percentile_us(fraction);
      if (found * 2 < exact || found > exact * 2 || found > durations.back()) {
        FAIL("fraction " << fraction << ": " << found << " for " << exact);
      }
    }
  }
  SUCCEED("200 samples");
}

TEST_CASE("percentiles rise and end at the maximum", "[metrics]") {
  Metrics metrics;
  for (int i = 0; i < 90; ++i) metrics.record("hover", microseconds(100));
  for (int i = 0; i < 9; ++i) metrics.record("hover", microseconds(5'000));
  metrics.record("hover", microseconds(70'000));
  const trace::SpanSummary span = only_span(metrics);
  CHECK(span.p50_us >= 64);
  CHECK(span.p50_us <= 128);
  CHECK(span.p95_us >= 4'096);
  CHECK(span.p95_us <= 8'192);
  CHECK(span.p99_us >= span.p95_us);
  CHECK(span.p99_us <= span.max_us);
}

TEST_CASE("a percentile of nothing and of zeros is zero", "[metrics]") {
  trace::Histogram histogram;
  CHECK(histogram.percentile_us(0.5) == 0);
  histogram.record(0);
  CHECK(histogram.percentile_us(0.5) == 0);
}

TEST_CASE("a duration beyond the last bucket is kept as the maximum", "[metrics]") {
  trace::Histogram histogram;
  histogram.record(UINT64_MAX);
  CHECK(histogram.max_us() == UINT64_MAX);
  CHECK(histogram.percentile_us(1.0) >= std::uint64_t{1} << 38);
}

TEST_CASE("a negative duration counts as zero", "[metrics]") {
  Metrics metrics;
  metrics.record("odd", microseconds(-5));
  const trace::SpanSummary span = only_span(metrics);
  CHECK(span.count == 1);
  CHECK(span.total_us == 0);
}

TEST_CASE("names beyond the bound go to other, those that are known go on", "[metrics]") {
  Metrics metrics;
  for (std::size_t i = 0; i < Metrics::kMaxNames + 100; ++i) {
    metrics.count("n" + std::to_string(i));
    metrics.record("n" + std::to_string(i), microseconds(1));
  }
  metrics.count("n0");
  const trace::MetricsSnapshot snapshot = metrics.snapshot();
  CHECK(snapshot.counters.size() == Metrics::kMaxNames + 1);
  CHECK(snapshot.spans.size() == Metrics::kMaxNames + 1);
  for (const trace::CounterValue& counter : snapshot.counters) {
    CHECK(counter.value == (counter.name == "other" ? 100U : counter.name == "n0" ? 2U : 1U));
  }
}

TEST_CASE("a long name is cut and found again by its beginning", "[metrics]") {
  Metrics metrics;
  const std::string long_name(Metrics::kMaxNameBytes, 'x');
  metrics.count(long_name + "a");
  metrics.count(long_name + "b");
  const auto counters = metrics.snapshot().counters;
  REQUIRE(counters.size() == 1);
  CHECK(counters[0].name == long_name);
  CHECK(counters[0].value == 2);
}

TEST_CASE("the memory of full metrics is bounded and reported", "[metrics]") {
  Metrics metrics;
  const std::size_t empty_bytes = metrics.memory_bytes();
  CHECK(empty_bytes >= sizeof(Metrics));
  for (int i = 0; i < 5'000; ++i) {
    const std::string name = std::to_string(i) + std::string(10'000, 'x');
    metrics.count(name);
    metrics.record(name, microseconds(1));
  }
  CHECK(metrics.memory_bytes() > empty_bytes + 2 * Metrics::kMaxNames * Metrics::kMaxNameBytes);
  CHECK(metrics.memory_bytes() < 1 << 20);
}

TEST_CASE("several threads may count and record at once", "[metrics]") {
  Metrics metrics;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&metrics] {
      for (int n = 0; n < 1'000; ++n) {
        metrics.count("jobs");
        metrics.record("job", microseconds(n));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(metrics.snapshot().counters.at(0).value == 4'000);
  CHECK(only_span(metrics).count == 4'000);
}
