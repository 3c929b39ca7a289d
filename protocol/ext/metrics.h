// $/metrics: counters, gauges and timings since the start; $/alert. Documented in EXTENSIONS.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "protocol/rpc/fields.h"
#include "protocol/rpc/json.h"

namespace cairn::ext {

using rpc::Json;
using rpc::Reader;

enum class MetricsFormat { kJson, kPrometheus };
bool read(Reader reader, MetricsFormat& out);

struct MetricsParams {
  MetricsFormat format = MetricsFormat::kJson;
};
bool read(Reader reader, MetricsParams& out);

// How long one kind of work took, in microseconds; p50 and so on are quantiles.
struct SpanStats {
  std::uint64_t count = 0;
  std::uint64_t total_us = 0;
  std::uint64_t max_us = 0;
  std::uint64_t p50_us = 0;
  std::uint64_t p95_us = 0;
  std::uint64_t p99_us = 0;
};

struct Metrics {
  std::map<std::string, std::uint64_t> counters;
  std::map<std::string, std::uint64_t> gauges;  // what there is now; the unit is in the name's end
  std::map<std::string, SpanStats> spans;
};

// Pure and thread-safe, as all below.
Json to_json(const Metrics& value);

// The text format 0.0.4 of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/): gauges as
// cairn_NAME, counters as cairn_events_total{name}, spans as summaries in seconds, with a label for the method, the
// kind of job, or the name.
std::string prometheus_text(const Metrics& value);

// A threshold of the settings that was passed.
struct Alert {
  std::string name;         // of the setting
  std::string what;         // of what: a method, a kind of job; empty: of the server
  std::uint64_t value = 0;  // both in the setting's unit
  std::uint64_t threshold = 0;
};
Json to_json(const Alert& value);

}  // namespace cairn::ext
