// Policy: which entry of a bounded cache goes when there is no room.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace cairn::cache {

// A hash of whatever names an entry.
using Key = std::uint64_t;
using Time = std::chrono::steady_clock::time_point;

enum class PolicyKind : std::uint8_t {
  kLru,      // what was used longest ago
  kLfu,      // what was used least; counts are halved now and then, so that what was once popular goes too
  kTtl,      // what was put in longest ago; and nothing is used beyond its time
  kTinyLfu,  // W-TinyLFU (Einziger, Friedman, Manes: TinyLFU, 2017): newcomers in a small window, then against others
             // by use
};
inline constexpr std::size_t kPolicyCount = 4;
inline constexpr std::array<std::string_view, kPolicyCount> kPolicyNames = {"lru", "lfu", "ttl", "w-tinylfu"};

// Knows keys and sizes, holds no entries. Whoever holds them says what happens to them, and asks for a victim. Confined
// to one thread.
class Policy {
 public:
  virtual ~Policy() = default;

  // An entry is put in; it was not in before.
  virtual void put(Key key, std::uint64_t size_bytes, Time now) = 0;
  // One that is in is used.
  virtual void use(Key key, Time now) = 0;
  // One is gone; unknown ones do not matter.
  virtual void remove(Key key) = 0;
  // Who goes next of those that `may_go` allows; it stays in until remove(). Nothing if none may.
  virtual std::optional<Key> victim(const std::function<bool(Key)>& may_go) = 0;
  // Whether an entry has outlived its time.
  virtual bool is_expired(Key /*key*/, Time /*now*/) const { return false; }
  // How much all entries may have; W-TinyLFU divides it.
  virtual void set_capacity(std::uint64_t /*bytes*/) {}
};

// How long an entry is good for under kTtl.
inline constexpr std::chrono::minutes kTimeToLive{10};

std::unique_ptr<Policy> make_policy(PolicyKind kind, std::uint64_t capacity_bytes);

}  // namespace cairn::cache
