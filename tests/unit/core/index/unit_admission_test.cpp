// What becomes of units for which there is not enough memory.
#include <unistd.h>

#include <string>

#include <catch2/catch.hpp>

#include "platform/memory/process_memory.h"
#include "tests/unit/core/index/semantic_bed.h"

namespace cairn::index {
namespace {

constexpr std::uint64_t kMb = std::uint64_t{1} << 20;
[[maybe_unused]] constexpr std::uint64_t kEnough = 4096 * kMb;

// A budget that leaves so much beside this process.
std::uint64_t budget_beside_us(std::uint64_t megabytes) {
  return memory::read_process_memory(getpid())->pss + megabytes * kMb;
}

}  // namespace

#ifndef CAIRN_SANITIZED  // whose allocator gives the hog no memory
TEST_CASE("a unit that does not fit into the budget is tried twice, named, and done when there is more",
          "[index][budget]") {
  SemanticBed bed;
  bed.write("large.c", "order hog\ndef large\n");
  bed.set_ration("large.c", 2);
  bed.governor.set_limit(budget_beside_us(300));
  bed.run();
  CHECK(bed.log().size() == 2);
  CHECK(bed.counter("indexer.outgrown") == 2);
  CHECK(bed.counter("indexer.too_large") == 1);
  CHECK(bed.counter("indexer.quarantined") == 0);
  CHECK(bed.status().too_large == 1);
  CHECK(bed.status().failed == 1);
  CHECK(bed.status().pending() == 0);
  REQUIRE(bed.status().problems.size() == 1);
  CHECK(bed.status().problems[0].path == "large.c");
  CHECK(bed.status().problems[0].reason.find("budget") != std::string::npos);
  CHECK_FALSE(bed.status().is_complete());

  // The table remembers it, so that a new server does not try in vain.
  bed.run();
  CHECK(bed.log().empty());
  CHECK(bed.status().too_large == 1);

  bed.governor.set_limit(kEnough);
  bed.run_until([&] { return bed.status().done == 1; });
  CHECK(bed.status().too_large == 0);
  CHECK(bed.status().is_complete());
}

TEST_CASE("a unit that is given up for its memory is looked at again when it changes", "[index][budget]") {
  SemanticBed bed;
  bed.write("large.c", "order hog\ndef large\n");
  bed.set_ration("large.c", 2);
  bed.governor.set_limit(budget_beside_us(300));
  bed.run();
  REQUIRE(bed.status().too_large == 1);
  bed.governor.set_limit(kEnough);
  bed.write("large.c", "def small\n");
  bed.run();
  CHECK(bed.status().is_complete());
}

#endif

TEST_CASE("units whose needs are known are parsed one by one where there is room for one", "[index][budget]") {
  SemanticBed bed;
  for (const char* const name : {"a.c", "b.c", "c.c"}) bed.write(name, "def x\npeak 300\n");
  bed.run();
  REQUIRE(bed.status().done == 3);
  bed.log();
  for (const char* const name : {"a.c", "b.c", "c.c"}) bed.write(name, "def y\npeak 300\n");
  // 360 MB each are expected, programs included.
  bed.governor.set_limit(budget_beside_us(600));
  bed.run();
  CHECK(bed.status().done == 3);
  CHECK(bed.log().size() == 3);
  CHECK(bed.counter("indexer.outgrown") == 0);
}

TEST_CASE("a unit that is known to need more than there is is not tried", "[index][budget]") {
  SemanticBed bed;
  bed.write("a.c", "def x\npeak 3000\n");
  bed.write("b.c", "def x\npeak 30\n");
  bed.run();
  REQUIRE(bed.status().done == 2);
  bed.log();
  bed.write("a.c", "def y\npeak 3000\n");
  bed.write("b.c", "def y\npeak 30\n");
  bed.governor.set_limit(budget_beside_us(1000));
  bed.run();
  CHECK(bed.log() == Lines{"index b.c"});
  CHECK(bed.status().done == 1);
  CHECK(bed.status().too_large == 1);
  CHECK(bed.counter("indexer.outgrown") == 0);
}

}  // namespace cairn::index
