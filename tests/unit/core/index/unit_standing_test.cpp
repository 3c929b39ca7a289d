#include "core/index/unit_standing.h"

#include <vector>

#include <catch2/catch.hpp>

namespace cairn::index {
namespace {

using Kind = UnitStanding::Kind;

UnitStanding standing(Kind kind, std::uint32_t errors = 0) {
  UnitStanding made;
  made.kind = kind;
  made.error_count = errors;
  return made;
}

}  // namespace

TEST_CASE("a unit is open, failed, unclean or done", "[index]") {
  CHECK(file_standing_of(standing(Kind::kStale)) == FileStanding::kOpen);
  for (const Kind kind : {Kind::kFailed, Kind::kQuarantined, Kind::kTooLarge}) {
    CHECK(file_standing_of(standing(kind)) == FileStanding::kFailed);
  }
  CHECK(file_standing_of(standing(Kind::kDone, 3)) == FileStanding::kUnclean);
  CHECK(file_standing_of(standing(Kind::kDone)) == FileStanding::kDone);
}

TEST_CASE("a source with several units stands as the one that lacks most", "[index]") {
  const UnitList units = {
      {{"a.cpp", 0}, 1, 0}, {{"a.cpp", 5}, 2, 1}, {{"b.cpp", 0}, 1, 0}, {{"b.cpp", 7}, 2, 1}, {{"c.cpp", 0}, 1, 0}};
  const std::vector<UnitStanding> standings = {standing(Kind::kDone), standing(Kind::kStale), standing(Kind::kDone, 1),
                                               standing(Kind::kDone), standing(Kind::kGone)};
  const FileStandings files = file_standings_of(units, standings);
  REQUIRE(files.size() == 2);
  CHECK(files.at("a.cpp") == FileStanding::kOpen);
  CHECK(files.at("b.cpp") == FileStanding::kUnclean);
}

}  // namespace cairn::index
