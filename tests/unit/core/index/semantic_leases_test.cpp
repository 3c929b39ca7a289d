// Units that kill, hang or cheat their indexers.
#include <signal.h>

#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/unit/core/index/semantic_bed.h"

namespace cairn::index {
namespace {

Lines good_rows() {
  SemanticBed bed;
  bed.write("good.c", "def good\n");
  bed.run();
  return bed.rows();
}

std::size_t count(const Lines& lines, const std::string& line) {
  return static_cast<std::size_t>(std::count(lines.begin(), lines.end(), line));
}

}  // namespace

TEST_CASE("a unit that kills its indexer twice is in quarantine, by name, and the others are indexed", "[semantic]") {
  const std::string order = GENERATE("die", "garbage", "lie", "break", "hang");
  INFO(order);
  SemanticBed bed;
  if (order == "hang") bed.config.deadline = std::chrono::milliseconds(1500);
  bed.write("good.c", "def good\n");
  bed.write("poison.c", "def poison\norder " + order + "\n");
  bed.run();
  CHECK(bed.status().done == 1);
  CHECK(bed.status().failed == 1);
  CHECK(bed.status().quarantined == 1);
  CHECK(bed.status().pending() == 0);
  REQUIRE(bed.status().problems.size() == 1);
  CHECK(bed.status().problems[0].path == "poison.c");
  CHECK(bed.status().problems[0].reason.find("2 times") != std::string::npos);
  CHECK(bed.rows() == good_rows());
  const Lines log = bed.log();
  CHECK(count(log, "index poison.c") == 2);
  CHECK(log.back() == "index poison.c");  // the retry, after all others
  CHECK(bed.counter("indexer.retried") == 1);
  CHECK(bed.counter("indexer.quarantined") == 1);
  CHECK(bed.counter("indexer.killed.time") == (order == "hang" ? 2U : 0U));

  // A new server does not try it again; an edit lifts it.
  bed.run();
  CHECK(bed.log().empty());
  CHECK(bed.status().quarantined == 1);
  bed.write("poison.c", "def cured\n");
  bed.indexer().check();
  bed.settle();
  CHECK(bed.status().is_complete());
}

TEST_CASE("a unit that fails once is indexed at its second try", "[semantic]") {
  const std::string order = GENERATE("die", "garbage", "break");
  SemanticBed bed;
  bed.write("a.c", "def a\norder " + order + "\n");
  bed.set_ration("a.c", 1);
  bed.run();
  CHECK(bed.status().is_complete());
  CHECK(bed.counter("indexer.retried") == 1);
}

TEST_CASE("indexers that others kill are not held against their unit at once", "[semantic]") {
  SemanticBed bed;
  bed.write("a.c", "def a\norder kill\n");
  SECTION("but not for ever") {
    bed.run();
    CHECK(bed.status().quarantined == 1);
    CHECK(bed.log().size() == SemanticIndexer::kMaxKills);
  }
  SECTION("some times are forgiven") {
    bed.set_ration("a.c", SemanticIndexer::kMaxKills - 1);
    bed.run();
    CHECK(bed.status().is_complete());
  }
}

TEST_CASE("a unit that the indexer refuses fails at once, and the process goes on", "[semantic]") {
  SemanticBed bed;
  bed.config.threads = 1;
  bed.write("a.c", "order refuse\n");
  bed.write("b.c", "def b\n");
  bed.run();
  CHECK(bed.status().failed == 1);
  CHECK(bed.status().quarantined == 0);
  REQUIRE(bed.status().problems.size() == 1);
  CHECK(bed.status().problems[0].reason == "scripted refusal");
  CHECK(bed.log("start").size() == 1);
}

TEST_CASE("rows of a unit that becomes a poison go", "[semantic]") {
  SemanticBed bed;
  bed.write("good.c", "def good\n");
  bed.write("a.c", "def a\n");
  bed.run();
  bed.write("a.c", "def a\norder die\n");
  bed.indexer().check();
  bed.settle();
  CHECK(bed.status().quarantined == 1);
  CHECK(bed.rows() == good_rows());
}

TEST_CASE("without an indexer nothing is blamed on units, and it goes on once there is one", "[semantic]") {
  SemanticBed bed;
  bed.write("a.c", "def a\n");
  const std::string program = bed.config.worker.program;
  bed.config.worker.program = GENERATE(std::string("/nonexistent/cairn-indexer"), std::string("/bin/false"));
  bed.run();
  CHECK(bed.status().stopped_because.find("no indexer") != std::string::npos);
  CHECK(bed.problems.size() == 1);
  CHECK(bed.status().pending() == 1);
  CHECK(bed.status().failed == 0);
  bed.config.worker.program = program;
  bed.run();
  CHECK(bed.status().is_complete());
}

TEST_CASE("processes end when there is nothing to do", "[semantic]") {
  SemanticBed bed;
  bed.config.idle = std::chrono::milliseconds(1);
  bed.write("a.c", "def a\n");
  bed.run();
  bed.run_until([&] { return bed.indexer().workers().empty(); });
  CHECK(bed.status().is_complete());
}

}  // namespace cairn::index
