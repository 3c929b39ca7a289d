#include "core/leak/watch.h"

#include <cstdint>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::leak {
namespace {

constexpr std::uint64_t kMb = 1 << 20;

// Edits in turns of many and few, requests nearly alike; the documents keep something of each edit.
struct Bed {
  SiteWatch watch{Thresholds()};
  std::uint64_t edits = 0;
  std::uint64_t requests = 0;
  std::uint64_t kept = 0;
  std::int64_t scan = 0;

  std::vector<Finding> step() {
    const std::uint64_t now = scan % 3 == 0 ? 90 : 30;
    edits += now;
    requests += 50 + static_cast<std::uint64_t>(scan % 2);
    kept += now * kMb;
    return watch.add({300 * scan++,
                      {{"edit", edits}, {"request", requests}},
                      {{"documents", 10 * kMb + kept, 1}, {"store", 20 * kMb, 1}}});
  }
  std::vector<Finding> until_found(std::size_t most) {
    for (std::size_t i = 0; i < most; ++i) {
      if (auto found = step(); !found.empty()) return found;
    }
    return {};
  }
};

}  // namespace

TEST_CASE("a site that grows is found once, with the work that it goes with", "[leak]") {
  Bed bed;
  const auto found = bed.until_found(40);
  REQUIRE(found.size() == 1);
  CHECK(found[0].site == "documents");
  CHECK(found[0].work == "edit");
  CHECK(found[0].found_s == 300 * (bed.scan - 1));
  CHECK(found[0].scans == static_cast<std::size_t>(bed.scan));
  CHECK(bed.watch.is_suspicious());
  CHECK(bed.step().empty());
  REQUIRE(bed.watch.findings().size() == 1);
  CHECK(bed.watch.findings()[0].is_growing);
}

TEST_CASE("what was dismissed has to grow by much more to be found again", "[leak]") {
  Bed bed;
  const auto found = bed.until_found(40);
  REQUIRE(found.size() == 1);
  CHECK_FALSE(bed.watch.dismiss(found[0].id + 1));
  const bool is_adaptive = GENERATE(true, false);
  bed.watch.set_adaptive(is_adaptive);
  CHECK(bed.watch.dismiss(found[0].id));
  CHECK(bed.watch.findings()[0].is_dismissed);
  const auto again = bed.until_found(200);
  REQUIRE(again.size() == 1);
  CHECK(again[0].id != found[0].id);
  CHECK((again[0].growth.growth_bytes >= 4 * found[0].growth.growth_bytes) == is_adaptive);
}

TEST_CASE("samples and sites are bounded", "[leak]") {
  SiteWatch watch{Thresholds()};
  for (std::int64_t scan = 0; scan < 400; ++scan) {
    std::vector<SiteReading> sites;
    for (int site = 0; site < (scan == 0 ? 100 : 1); ++site) sites.push_back({std::to_string(site), kMb, 1});
    watch.add({scan, {{"request", static_cast<std::uint64_t>(scan)}}, sites});
  }
  REQUIRE(watch.samples("0"));
  CHECK(watch.samples("0")->size() < SiteWatch::kMaxSamples);
  CHECK(watch.samples("0")->front().time_s == 0);
  CHECK(watch.samples("1"));
  CHECK_FALSE(watch.samples("99"));
  CHECK(watch.memory_bytes() < kMb);
}

TEST_CASE("descriptors that stay open are found though they are few", "[leak]") {
  SiteWatch watch{Thresholds()};
  std::vector<Finding> found;
  std::uint64_t work = 0;
  std::int64_t scan = 0;
  for (; scan < 10 && found.empty(); ++scan) {
    work += 20 + static_cast<std::uint64_t>(scan % 2);
    found = watch.add({60 * scan, {{"requests", work}}, {{"handles", 30 + work, 3, Amount::kHandles}}});
    CHECK((scan < 6 || watch.is_suspicious()));
  }
  REQUIRE(found.size() == 1);
  CHECK(scan == 10);
  CHECK(found[0].amount == Amount::kHandles);
  CHECK(found[0].growth.bytes_per_work > 0.9);
  CHECK(found[0].growth.bytes_per_work < 1.1);
}

TEST_CASE("a worker is judged by its own jobs, and its successor anew", "[leak]") {
  SiteWatch watch{Thresholds()};
  std::vector<Finding> found;
  std::int64_t scan = 0;
  const auto step = [&](std::int64_t process, std::uint64_t jobs, std::uint64_t mb_per_job) {
    return watch.add({60 * scan++,
                      {{"requests", 1'000'000}},
                      {{"worker of a.cpp", (20 + jobs * mb_per_job) * kMb, 4, Amount::kWorkerBytes, jobs, process}}});
  };
  for (std::uint64_t i = 1; i <= 10 && found.empty(); ++i) found = step(100, 5 * i, 5);
  REQUIRE(found.size() == 1);
  CHECK_FALSE(watch.is_suspicious());  // what is sampled is the own process
  CHECK(watch.findings()[0].is_growing);
  CHECK(step(101, 5, 0).empty());
  CHECK_FALSE(watch.findings()[0].is_growing);
  CHECK(watch.samples("worker of a.cpp")->size() == 1);
}

TEST_CASE("a worker that is gone is forgotten unless it leaked", "[leak]") {
  SiteWatch watch{Thresholds()};
  watch.add({0, {}, {{"worker of a.cpp", kMb, 4, Amount::kWorkerBytes, 3, 100}, {"store", kMb, 1}}});
  CHECK(watch.samples("worker of a.cpp"));
  watch.add({60, {}, {{"store", kMb, 1}}});
  CHECK_FALSE(watch.samples("worker of a.cpp"));
  CHECK(watch.samples("store")->size() == 2);
}

}  // namespace cairn::leak
