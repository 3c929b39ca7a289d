#include "protocol/ext/metrics.h"

#include <catch2/catch.hpp>

namespace cairn::ext {
namespace {

TEST_CASE("metrics are two objects by name", "[ext]") {
  Metrics metrics;
  metrics.counters["worker.deaths"] = 3;
  metrics.spans["hover"] = {2, 30, 20, 10, 19, 20};
  CHECK(to_json(metrics) == Json::parse(R"({"counters":{"worker.deaths":3},
      "spans":{"hover":{"count":2,"totalUs":30,"maxUs":20,"p50Us":10,"p95Us":19,"p99Us":20}},
      "gauges":{}})"));
}

TEST_CASE("no metrics are two empty objects", "[ext]") {
  CHECK(to_json(Metrics{}) == Json::parse(R"({"counters":{},"gauges":{},"spans":{}})"));
}

TEST_CASE("Prometheus gets gauges, counters and summaries in seconds", "[ext]") {
  Metrics metrics;
  metrics.gauges["handles.open"] = 33;
  metrics.counters["say \"x\"\\\n"] = 3;
  metrics.spans["request.textDocument/hover"] = {2, 3'000'000, 20, 500'000, 1'000'000, 2'000'000};
  metrics.spans["job.parse"] = {1, 10, 10, 10, 10, 10};
  metrics.spans["look"] = {1, 10, 10, 10, 10, 10};
  const std::string text = prometheus_text(metrics);
  const auto has = [&](const std::string& line) { return ("\n" + text).find("\n" + line + "\n") != std::string::npos; };
  CHECK(has("# TYPE cairn_handles_open gauge"));
  CHECK(has("cairn_handles_open 33"));
  CHECK(has("# TYPE cairn_events_total counter"));
  CHECK(has(R"(cairn_events_total{name="say \"x\"\\\n"} 3)"));
  CHECK(has("# TYPE cairn_request_duration_seconds summary"));
  CHECK(has(R"(cairn_request_duration_seconds{method="textDocument/hover",quantile="0.95"} 1)"));
  CHECK(has(R"(cairn_request_duration_seconds_sum{method="textDocument/hover"} 3)"));
  CHECK(has(R"(cairn_request_duration_seconds_count{method="textDocument/hover"} 2)"));
  CHECK(has(R"(cairn_job_duration_seconds_count{kind="parse"} 1)"));
  CHECK(has(R"(cairn_span_duration_seconds_count{name="look"} 1)"));
  CHECK(text.ends_with('\n'));
  CHECK(prometheus_text(Metrics{}).empty());
}

}  // namespace
}  // namespace cairn::ext
