#include "core/worker/quarantine.h"

#include <catch2/catch.hpp>

namespace cairn::worker {

TEST_CASE("contents in quarantine are found by their hash with the newest reason", "[worker]") {
  Quarantine quarantine;
  CHECK_FALSE(quarantine.reason(1));
  quarantine.add(1, "crashed");
  quarantine.add(1, "hung");
  CHECK(quarantine.reason(1) == "hung");
  CHECK_FALSE(quarantine.reason(2));
  CHECK(quarantine.size() == 1);
}

TEST_CASE("quarantine is bounded, and the oldest entry gives way", "[worker]") {
  Quarantine quarantine;
  for (std::uint64_t hash = 0; hash < Quarantine::kMaxEntries + 2; ++hash) quarantine.add(hash, std::to_string(hash));
  CHECK(quarantine.size() == Quarantine::kMaxEntries);
  CHECK_FALSE(quarantine.reason(0));
  CHECK_FALSE(quarantine.reason(1));
  CHECK(quarantine.reason(2) == "2");
  CHECK(quarantine.reason(Quarantine::kMaxEntries + 1).has_value());
}

}  // namespace cairn::worker
