#include "core/index/prelude/demotions.h"

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::index {
namespace {

TEST_CASE("demotions are remembered, and a damaged file of them is none", "[prelude]") {
  const test::TempDir dir;
  Demotions demotions;
  demotions[{"a.cc", 1}] = {2, 3, "why"};
  write_demotions(dir.path(), demotions);
  const Demotions read = read_demotions(dir.path());
  REQUIRE(read.size() == 1);
  CHECK(read.begin()->first == deps::UnitKey{"a.cc", 1});
  CHECK(read.begin()->second.content_hash == 3);
  dir.write("demoted", "damaged bytes");
  CHECK(read_demotions(dir.path()).empty());
}

}  // namespace
}  // namespace cairn::index
