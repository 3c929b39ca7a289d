// The order of units, and an indexer that ends, stops or is asked in the middle.
#include "core/index/semantic_indexer.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/unit/core/index/semantic_bed.h"

namespace cairn::index {
namespace {

void write_many(SemanticBed& bed, int count) {
  bed.write("common.h", "def common\nvary flavour\n");
  for (int i = 0; i < count; ++i) {
    const std::string name = "u" + std::to_string(i);
    bed.write(name + ".c", "#include \"common.h\"\ndef " + name + "\n");
    bed.set_arguments(name + ".c", {"-D" + std::to_string(i % 3)});
  }
}

}  // namespace

TEST_CASE("open files come first, then their folder, then the cheap ones", "[semantic]") {
  SemanticBed bed;
  bed.config.threads = 1;
  const std::string padding(60'000, '\n');
  bed.write("far/large.c", "def large\n" + padding);
  bed.write("far/small.c", "def small\n");
  bed.write("near/open.c", "def open\n" + padding);
  bed.write("near/beside.c", "def beside\n" + padding);
  for (const char* name : {"far/large.c", "far/small.c", "near/open.c", "near/beside.c"}) {
    const timespec times[2] = {{1'000'000'000, 0}, {1'000'000'000, 0}};  // not changed lately
    REQUIRE(utimensat(AT_FDCWD, (bed.root() + "/" + name).c_str(), times, 0) == 0);
  }
  bed.start();
  bed.indexer().set_open_files({bed.root() + "/near/open.c"});
  bed.load();
  bed.settle();
  CHECK(bed.log() == Lines{"index open.c", "index beside.c", "index small.c", "index large.c"});
}

TEST_CASE("a server that ends at any moment leaves a store from which the next one gets to the same rows",
          "[semantic]") {
  SemanticBed undisturbed;
  write_many(undisturbed, 12);
  undisturbed.run();
  REQUIRE(undisturbed.status().is_complete());

  SemanticBed bed;
  write_many(bed, 12);
  for (int polls = 1; polls < 60; ++polls) {
    bed.start();
    bed.load();
    for (int i = 0; i < polls; ++i) bed.loop.poll();
    bed.stop();
  }
  bed.run();
  CHECK(bed.status().is_complete());
  CHECK(bed.rows() == undisturbed.rows());
}

TEST_CASE("stopping finishes what is under way and begins nothing, until something changes", "[semantic]") {
  SemanticBed bed;
  bed.config.threads = 1;
  write_many(bed, 12);
  bed.start();
  bed.load();
  bed.run_until([&] { return bed.status().done >= 2; });
  bed.indexer().stop_for("the user said so");
  bed.settle();
  const std::uint64_t done = bed.status().done;
  CHECK(done < 12);
  CHECK(bed.status().stopped_because == "the user said so");
  CHECK_FALSE(bed.status().is_working);
  bed.indexer().check();
  bed.settle();
  CHECK(bed.status().is_complete());
}

TEST_CASE("units that are asked for come next", "[semantic]") {
  SemanticBed bed;
  bed.config.threads = 1;
  write_many(bed, 12);
  bed.start();
  bed.load();
  bed.run_until([&] { return bed.status().is_listed && bed.status().done == 1; });
  bed.indexer().request_units({"u9.c", "u8.c", "unknown.c"});
  bed.settle();
  const Lines log = bed.log();
  REQUIRE(log.size() == 12);
  for (const char* asked : {"index u8.c", "index u9.c"}) {
    const auto place = std::find(log.begin(), log.end(), asked) - log.begin();
    CHECK(place < 6);  // one or two were under way
  }
}

TEST_CASE("a unit whose file changes while it is parsed is parsed again", "[semantic]") {
  SemanticBed bed;
  bed.write("a.c", "def before\norder hang\n");
  bed.config.deadline = std::chrono::milliseconds(3000);
  bed.start();
  bed.load();
  bed.run_until([&] { return !bed.log().empty(); });
  bed.write("a.c", "def after\n");
  bed.settle();
  bed.indexer().check();
  bed.settle();
  CHECK(bed.status().is_complete());
  CHECK(bed.rows().size() == 2);  // the definition and its symbol
  CHECK(bed.rows()[0] == "a.c:2:1 5 defines c:@after");
}

TEST_CASE("progress tells how much is done and how long the rest takes", "[semantic]") {
  SemanticBed bed;
  write_many(bed, 12);
  bed.start();
  bed.load();
  bed.run_until([&] { return bed.status().is_listed && bed.status().done >= 3; });
  const auto progress = bed.indexer().progress();
  CHECK(progress.units == 12);
  CHECK(progress.done >= 3);
  CHECK(progress.units_per_second > 0);
  CHECK(progress.left.has_value());
}

TEST_CASE("a project without units is not complete", "[semantic]") {
  SemanticBed bed;
  bed.start();
  bed.indexer().set_database({});
  bed.settle();
  CHECK_FALSE(bed.status().is_listed);
  CHECK_FALSE(bed.status().is_complete());
}

}  // namespace cairn::index
