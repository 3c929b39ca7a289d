#include "protocol/ext/metrics.h"

namespace cairn::ext {

Json to_json(const Metrics& value) {
  Json spans = Json::object();
  for (const auto& [name, span] : value.spans) {
    spans[name] = {{"count", span.count},  {"totalUs", span.total_us}, {"maxUs", span.max_us},
                   {"p50Us", span.p50_us}, {"p95Us", span.p95_us},     {"p99Us", span.p99_us}};
  }
  return {{"counters", value.counters}, {"spans", std::move(spans)}};
}

}  // namespace cairn::ext
