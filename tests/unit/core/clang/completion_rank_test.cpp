#include "core/clang/completion_rank.h"

#include <catch2/catch.hpp>

namespace cairn::clang {
namespace {

RankSignals function(std::uint32_t priority) {
  RankSignals signals;
  signals.group = RankGroup::kFunction;
  signals.priority = priority;
  return signals;
}

}  // namespace

TEST_CASE("a better fit of the name ranks higher", "[clang]") {
  RankSignals worse = function(50);
  worse.match = 0.3F;
  CHECK(rank_score(function(50)) > rank_score(worse));
}

TEST_CASE("a better priority of clang's ranks higher", "[clang]") {
  CHECK(rank_score(function(12)) > rank_score(function(50)));
}

TEST_CASE("a name that the text uses ranks higher, the more so near by or in the same way", "[clang]") {
  RankSignals used = function(50);
  used.use = {1, 500, 0, 0};
  CHECK(rank_score(used) > rank_score(function(50)));
  RankSignals near = used;
  near.use.distance = 20;
  CHECK(rank_score(near) > rank_score(used));
  RankSignals alike = used;
  alike.use.after_one = 1;
  alike.use.after_two = 1;
  CHECK(rank_score(alike) > rank_score(used));
}

TEST_CASE("reserved, deprecated and unusual names rank lower", "[clang]") {
  for (bool RankSignals::* flag : {&RankSignals::is_reserved, &RankSignals::is_deprecated, &RankSignals::is_unusual}) {
    RankSignals marked = function(50);
    marked.*flag = true;
    CHECK(rank_score(marked) < rank_score(function(50)));
  }
}

}  // namespace cairn::clang
