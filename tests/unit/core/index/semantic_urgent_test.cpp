// Units that an answer waits for.
#include <sys/resource.h>

#include <algorithm>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "tests/unit/core/index/semantic_bed.h"

namespace cairn::index {
namespace {

std::multiset<int> priorities(const SemanticIndexer& indexer) {
  std::multiset<int> found;
  for (const worker::IndexWorker::Status& each : indexer.workers()) {
    if (!each.job.empty()) found.insert(getpriority(PRIO_PROCESS, static_cast<id_t>(each.pid)));
  }
  return found;
}

}  // namespace

TEST_CASE("units that an answer waits for have processes of the server's priority, which end afterwards",
          "[semantic]") {
  SemanticBed bed;
  const int own = getpriority(PRIO_PROCESS, 0);
  bed.config.threads = 1;
  bed.config.worker.nice = 2;
  bed.write("a.c", "def a\norder hang\n");
  bed.write("b.c", "def b\norder hang\n");
  bed.write("c.c", "def c\n");
  bed.start();
  bed.load();
  std::string hanging;
  bed.run_until([&] {
    for (const std::string& line : bed.log("index ")) {
      if (line != "index c.c") hanging = line.substr(line.size() - 3);
    }
    return !hanging.empty();
  });
  CHECK(priorities(bed.indexer()) == std::multiset<int>{std::min(own + 2, 19)});

  // Although the only thread is taken.
  bed.indexer().request_units({"c.c"});
  bed.run_until([&] { return bed.status().done == 1; });
  bed.run_until([&] { return bed.indexer().workers().size() == 1; });
  bed.indexer().request_units({hanging == "a.c" ? "b.c" : "a.c"});
  bed.run_until([&] { return priorities(bed.indexer()).size() == 2; });
  CHECK(priorities(bed.indexer()) == std::multiset<int>{own, std::min(own + 2, 19)});
}

TEST_CASE("an indexer that waits for requests parses what is asked for and leaves the rest", "[semantic]") {
  SemanticBed bed;
  bed.config.waits_for_requests = true;
  for (const char* const name : {"a.c", "b.c", "c.c"}) bed.write(name, "def x\n");
  bed.start();
  bed.load();
  bed.run_until([&] { return bed.indexer().is_surveyed() && bed.status().total == 3; });
  bed.indexer().request_units({"b.c"});
  bed.run_until([&] { return bed.status().done == 1; });
  CHECK(bed.indexer().still_open({"a.c", "b.c", "c.c"}) == Lines{"a.c", "c.c"});
  bed.indexer().request_units({"a.c", "c.c"});
  bed.run_until([&] { return bed.status().is_complete(); });
  CHECK(bed.log().size() == 3);
}

TEST_CASE("a unit that is asked for while it is parsed without getting on begins anew", "[semantic]") {
  SemanticBed bed;
  bed.config.threads = 1;
  bed.write("a.c", "def a\norder hang\n");
  bed.set_ration("a.c", 1);
  bed.start();
  bed.load();
  bed.run_until([&] { return !bed.log("index a.c").empty(); });
  bed.run_until([&] {
    bed.indexer().request_units({"a.c"});
    return bed.status().is_complete();
  });
  CHECK(bed.counter("indexer.starved") == 1);
  CHECK(bed.counter("indexer.retried") == 0);
  CHECK(bed.status().failed == 0);
}

}  // namespace cairn::index
