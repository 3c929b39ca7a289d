#include "protocol/ext/metrics.h"

#include <catch2/catch.hpp>

namespace cairn::ext {
namespace {

TEST_CASE("metrics are two objects by name", "[ext]") {
  Metrics metrics;
  metrics.counters["worker.deaths"] = 3;
  metrics.spans["hover"] = {2, 30, 20, 10, 19, 20};
  CHECK(to_json(metrics) == Json::parse(R"({"counters":{"worker.deaths":3},
      "spans":{"hover":{"count":2,"totalUs":30,"maxUs":20,"p50Us":10,"p95Us":19,"p99Us":20}}})"));
}

TEST_CASE("no metrics are two empty objects", "[ext]") {
  CHECK(to_json(Metrics{}) == Json::parse(R"({"counters":{},"spans":{}})"));
}

}  // namespace
}  // namespace cairn::ext
