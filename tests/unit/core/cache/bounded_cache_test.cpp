#include "core/cache/bounded_cache.h"

#include <string>

#include <catch2/catch.hpp>

namespace cairn::cache {
namespace {

constexpr Time kNow{std::chrono::hours(1)};

BoundedCache<std::string> make_cache(std::uint64_t bytes, PolicyKind kind = PolicyKind::kLru) {
  return BoundedCache<std::string>(bytes, make_policy(kind, bytes));
}

}  // namespace

TEST_CASE("a cache gives back what was put in, and nothing else", "[cache]") {
  auto cache = make_cache(100);
  cache.put(1, "one", 10, kNow);
  REQUIRE(cache.get(1, kNow) != nullptr);
  CHECK(*cache.get(1, kNow) == "one");
  CHECK(cache.get(2, kNow) == nullptr);
  cache.put(1, "uno", 20, kNow);
  CHECK(*cache.get(1, kNow) == "uno");
  CHECK(cache.bytes() == 20);
}

TEST_CASE("a cache never holds more than its bytes", "[cache]") {
  for (std::size_t i = 0; i < kPolicyCount; ++i) {
    auto cache = make_cache(100, static_cast<PolicyKind>(i));
    for (Key key = 1; key <= 50; ++key) {
      cache.put(key, "x", 1 + key % 25, kNow);
      CHECK(cache.bytes() <= 100);
    }
    CHECK(cache.size() >= 4);
    CHECK(cache.evictions() > 0);
    cache.set_capacity(25);
    CHECK(cache.bytes() <= 25);
  }
}

TEST_CASE("what takes more than a quarter of a cache is not kept, and puts nothing out", "[cache]") {
  auto cache = make_cache(100);
  cache.put(1, "one", 25, kNow);
  cache.put(2, "large", 26, kNow);
  CHECK(cache.get(1, kNow) != nullptr);
  CHECK(cache.get(2, kNow) == nullptr);
}

TEST_CASE("under TTL an entry is gone when its time is over", "[cache]") {
  auto cache = make_cache(100, PolicyKind::kTtl);
  cache.put(1, "one", 10, kNow);
  CHECK(cache.get(1, kNow + kTimeToLive / 2) != nullptr);
  CHECK(cache.get(1, kNow + kTimeToLive) == nullptr);
  CHECK(cache.size() == 0);
}

}  // namespace cairn::cache
