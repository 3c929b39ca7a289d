#include "protocol/ext/metrics.h"

#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cairn::ext {
namespace {

constexpr double kUsPerSecond = 1e6;

// A name that Prometheus takes: letters, digits, '_'.
std::string metric_name(std::string_view name) {
  std::string result = "cairn_";
  for (const char c : name) {
    const bool is_fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    result += is_fine ? c : '_';
  }
  return result;
}

std::string label_value(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\' || c == '"') result += '\\';
    result += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return result;
}

struct Family {
  std::string_view prefix;  // of the spans' names
  std::string_view name;
  std::string_view label;
  std::string_view help;
  std::vector<std::pair<std::string, const SpanStats*>> spans = {};
};

void append(const Family& family, std::string& text) {
  if (family.spans.empty()) return;
  text += fmt::format("# HELP {0} {1}\n# TYPE {0} summary\n", family.name, family.help);
  for (const auto& [name, span] : family.spans) {
    const std::string label = fmt::format("{}=\"{}\"", family.label, label_value(name));
    const auto quantile = [&](const char* which, std::uint64_t us) {
      text += fmt::format("{}{{{},quantile=\"{}\"}} {}\n", family.name, label, which,
                          static_cast<double>(us) / kUsPerSecond);
    };
    quantile("0.5", span->p50_us);
    quantile("0.95", span->p95_us);
    quantile("0.99", span->p99_us);
    text += fmt::format("{}_sum{{{}}} {}\n{}_count{{{}}} {}\n", family.name, label,
                        static_cast<double>(span->total_us) / kUsPerSecond, family.name, label, span->count);
  }
}

}  // namespace

bool read(Reader reader, MetricsFormat& out) {
  return rpc::read_string_enum<MetricsFormat>(
      reader, {{"json", MetricsFormat::kJson}, {"prometheus", MetricsFormat::kPrometheus}}, out);
}

bool read(Reader reader, MetricsParams& out) {
  if (reader.json().is_null()) return true;
  return reader.optional("format", out.format);
}

Json to_json(const Metrics& value) {
  Json spans = Json::object();
  for (const auto& [name, span] : value.spans) {
    spans[name] = {{"count", span.count},  {"totalUs", span.total_us}, {"maxUs", span.max_us},
                   {"p50Us", span.p50_us}, {"p95Us", span.p95_us},     {"p99Us", span.p99_us}};
  }
  return {{"counters", value.counters}, {"gauges", value.gauges}, {"spans", std::move(spans)}};
}

std::string prometheus_text(const Metrics& value) {
  std::string text;
  for (const auto& [name, number] : value.gauges) {
    const std::string shown = metric_name(name);
    text += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n", shown, label_value(name), number);
  }
  if (!value.counters.empty()) {
    text += "# HELP cairn_events_total What happened since the start.\n# TYPE cairn_events_total counter\n";
    for (const auto& [name, number] : value.counters) {
      text += fmt::format("cairn_events_total{{name=\"{}\"}} {}\n", label_value(name), number);
    }
  }
  Family families[] = {
      {"request.", "cairn_request_duration_seconds", "method", "From a request to its answer."},
      {"job.", "cairn_job_duration_seconds", "kind", "Jobs of parser processes."},
      {"", "cairn_span_duration_seconds", "name", "Other work."},
  };
  for (const auto& [name, span] : value.spans) {
    for (Family& family : families) {
      if (!name.starts_with(family.prefix)) continue;
      family.spans.emplace_back(name.substr(family.prefix.size()), &span);
      break;
    }
  }
  for (const Family& family : families) append(family, text);
  return text;
}

Json to_json(const Alert& value) {
  Json json = {{"name", value.name}, {"value", value.value}, {"threshold", value.threshold}};
  if (!value.what.empty()) json["what"] = value.what;
  return json;
}

}  // namespace cairn::ext
