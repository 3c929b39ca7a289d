#include "server/session/alerts.h"

#include <catch2/catch.hpp>

namespace cairn::server {
namespace {

ext::Metrics metrics_with(std::uint64_t count, std::uint64_t p95_us) {
  ext::Metrics metrics;
  metrics.spans["request.textDocument/hover"] = {count, 0, 0, 0, p95_us, 0};
  metrics.spans["job.parse"] = {count, 0, 0, 0, p95_us, 0};
  metrics.spans["other"] = {count, 0, 0, 0, p95_us, 0};
  metrics.gauges["handles.open"] = 30;
  metrics.gauges["requests.open"] = 7;
  return metrics;
}

}  // namespace

TEST_CASE("without thresholds nobody is alerted", "[alerts]") {
  Alerts alerts;
  CHECK_FALSE(alerts.is_on());
  CHECK(alerts.check(metrics_with(100, 1'000'000'000)).empty());
}

TEST_CASE("what passes a threshold is told once, and again after it was below", "[alerts]") {
  Alerts alerts;
  alerts.set({100, std::nullopt, std::nullopt, std::nullopt});
  CHECK(alerts.is_on());
  CHECK(alerts.check(metrics_with(19, 200'000)).empty());  // too few
  const auto first = alerts.check(metrics_with(20, 200'000));
  REQUIRE(first.size() == 1);
  CHECK(first[0].name == "requestP95Ms");
  CHECK(first[0].what == "textDocument/hover");
  CHECK(first[0].value == 200);
  CHECK(first[0].threshold == 100);
  CHECK(alerts.check(metrics_with(30, 200'000)).empty());
  CHECK(alerts.check(metrics_with(30, 100'000)).empty());
  CHECK(alerts.check(metrics_with(30, 101'000)).size() == 1);
}

TEST_CASE("gauges have thresholds too", "[alerts]") {
  Alerts alerts;
  alerts.set({std::nullopt, 1, 6, 30});
  const auto found = alerts.check(metrics_with(20, 2'000));
  REQUIRE(found.size() == 2);  // 30 handles are not above 30
  CHECK(found[0].name == "jobP95Ms");
  CHECK(found[1].name == "waitingRequests");
  CHECK(found[1].value == 7);
}

}  // namespace cairn::server
