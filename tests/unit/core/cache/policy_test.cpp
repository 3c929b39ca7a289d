#include "core/cache/policy.h"

#include <vector>

#include <catch2/catch.hpp>

namespace cairn::cache {
namespace {

constexpr Time kNow{std::chrono::hours(1)};

bool anything(Key) { return true; }

// Keys in the order in which they would go.
std::vector<Key> order(Policy& policy) {
  std::vector<Key> keys;
  while (const auto key = policy.victim(anything)) {
    keys.push_back(*key);
    policy.remove(*key);
  }
  return keys;
}

std::unique_ptr<Policy> with_three(PolicyKind kind) {
  auto policy = make_policy(kind, 100);
  for (const Key key : {Key{1}, Key{2}, Key{3}}) policy->put(key, 10, kNow);
  return policy;
}

}  // namespace

TEST_CASE("LRU gives up what was used longest ago", "[cache]") {
  const auto policy = with_three(PolicyKind::kLru);
  policy->use(1, kNow);
  CHECK(order(*policy) == std::vector<Key>{2, 3, 1});
}

TEST_CASE("LFU gives up what was used least, of equals the older", "[cache]") {
  const auto policy = with_three(PolicyKind::kLfu);
  policy->use(1, kNow);
  policy->use(1, kNow);
  policy->use(2, kNow);
  CHECK(order(*policy) == std::vector<Key>{3, 2, 1});
}

TEST_CASE("what was popular once does not stay for ever under LFU", "[cache]") {
  const auto policy = with_three(PolicyKind::kLfu);
  for (int i = 0; i < 100; ++i) policy->use(1, kNow);
  for (int i = 0; i < 2000; ++i) policy->use(i % 2 == 0 ? 2 : 3, kNow);
  CHECK(policy->victim(anything) == Key{1});
}

TEST_CASE("TTL gives up what was put in first, and lets nothing live longer than its time", "[cache]") {
  const auto policy = with_three(PolicyKind::kTtl);
  policy->use(1, kNow);
  CHECK_FALSE(policy->is_expired(1, kNow + kTimeToLive - std::chrono::seconds(1)));
  CHECK(policy->is_expired(1, kNow + kTimeToLive));
  CHECK(order(*policy) == std::vector<Key>{1, 2, 3});
  CHECK_FALSE(with_three(PolicyKind::kLru)->is_expired(1, kNow + 2 * kTimeToLive));
}

TEST_CASE("W-TinyLFU keeps what is used often when many newcomers pass by", "[cache]") {
  const auto policy = make_policy(PolicyKind::kTinyLfu, 100);
  for (Key key = 1; key <= 10; ++key) policy->put(key, 10, kNow);
  for (int i = 0; i < 5; ++i) {
    for (Key key = 1; key <= 5; ++key) policy->use(key, kNow);
  }
  for (Key key = 1000; key < 1100; ++key) {
    policy->put(key, 10, kNow);
    const auto victim = policy->victim(anything);
    REQUIRE(victim);
    CHECK(*victim > 5);
    policy->remove(*victim);
  }
}

TEST_CASE("a newcomer that is used more than an old entry takes its place under W-TinyLFU", "[cache]") {
  const auto policy = make_policy(PolicyKind::kTinyLfu, 20);
  policy->put(1, 10, kNow);
  policy->put(2, 10, kNow);
  for (int i = 0; i < 5; ++i) {
    policy->put(3, 10, kNow);  // again and again, though it goes each time
    policy->put(4, 10, kNow);
    policy->remove(4);
  }
  const auto victim = policy->victim(anything);
  REQUIRE(victim);
  CHECK(*victim != 3);
}

TEST_CASE("a victim is one that may go, or none, under every policy", "[cache]") {
  for (std::size_t i = 0; i < kPolicyCount; ++i) {
    const auto policy = with_three(static_cast<PolicyKind>(i));
    CHECK(policy->victim([](Key key) { return key == 3; }) == Key{3});
    CHECK_FALSE(policy->victim([](Key) { return false; }));
    CHECK(order(*policy).size() == 3);
    policy->use(9, kNow);
    policy->remove(9);
    CHECK_FALSE(policy->victim(anything));
  }
}

}  // namespace cairn::cache
