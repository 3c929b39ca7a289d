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

}  // namespace cairn::leak
