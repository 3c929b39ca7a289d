#include "core/cache/adaptive_policy.h"

#include <random>
#include <string>

#include <catch2/catch.hpp>

#include "core/cache/bounded_cache.h"

namespace cairn::cache {
namespace {

constexpr Time kNow{std::chrono::hours(1)};

struct Run {
  explicit Run(std::uint64_t capacity) : cache(capacity, std::make_unique<AdaptivePolicy>(capacity)) {}
  void access(Key key) {
    ++accesses;
    if (cache.get(key, kNow) != nullptr) {
      ++hits;
    } else {
      cache.put(key, 0, 1, kNow);
    }
  }
  PolicyKind kind() const { return static_cast<const AdaptivePolicy&>(cache.policy()).kind(); }
  BoundedCache<int> cache;
  std::uint64_t accesses = 0;
  std::uint64_t hits = 0;
};

}  // namespace

TEST_CASE("it begins with LRU and stays with it where that is best", "[cache][adaptive]") {
  Run run(20);
  CHECK(run.kind() == PolicyKind::kLru);
  // A working set that moves on: what was used often is of no use any more.
  for (Key i = 0; i < 20'000; ++i) run.access(i / 100 * 5 + i % 10);
  CHECK(run.kind() == PolicyKind::kLru);
}

TEST_CASE("where a few keys return among many that do not, a policy that counts takes over", "[cache][adaptive]") {
  Run run(20);
  std::mt19937 random(1);
  Key passing = 1000;
  for (int i = 0; i < 20'000; ++i) {
    // Of 15 keys each comes back after some 45 others that never do.
    run.access(i % 4 == 0 ? random() % 15 + 1 : ++passing);
  }
  CHECK((run.kind() == PolicyKind::kLfu || run.kind() == PolicyKind::kTinyLfu));
  const std::uint64_t before = run.hits;
  for (int i = 0; i < 4'000; ++i) run.access(i % 4 == 0 ? random() % 15 + 1 : ++passing);
  CHECK(run.hits - before > 800);  // of 1,000
}

TEST_CASE("another policy takes over with the entries that are there", "[cache][adaptive]") {
  Run run(20);
  std::mt19937 random(1);
  Key passing = 1000;
  for (int i = 0; i < 20'000; ++i) {
    run.access(i % 4 == 0 ? random() % 15 + 1 : ++passing);
    CHECK(run.cache.bytes() <= 20);
    if (i > 100 && run.cache.size() < 19) FAIL("entries got lost at access " << i);
  }
}

}  // namespace cairn::cache
