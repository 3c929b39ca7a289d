// $/metrics: counters and timings since the start. Documented in EXTENSIONS.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "protocol/rpc/json.h"

namespace cairn::ext {

using rpc::Json;

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
  std::map<std::string, SpanStats> spans;
};

// Pure and thread-safe.
Json to_json(const Metrics& value);

}  // namespace cairn::ext
