#include "protocol/ext/settings.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace cairn::ext {

using rpc::Reader;

namespace {

// A number of milliseconds or workers within sensible bounds.
template <std::int64_t kLow, std::int64_t kHigh>
struct Bounded {
  std::uint32_t value = 0;
};
template <std::int64_t kLow, std::int64_t kHigh>
bool read(Reader reader, Bounded<kLow, kHigh>& out) {
  std::int64_t number = 0;
  if (!reader.integer(kLow, kHigh, number)) return false;
  out.value = static_cast<std::uint32_t>(number);
  return true;
}

template <std::int64_t kLow, std::int64_t kHigh>
void read_bounded(Reader reader, std::string_view member, std::optional<std::uint32_t>& out) {
  std::optional<Bounded<kLow, kHigh>> number;
  reader.optional(member, number);
  if (number) out = number->value;
}

void warn_about_others(Reader reader, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : reader.json().items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) reader.fail_member(name, "unknown setting");
  }
}

}  // namespace

bool read(Reader reader, Settings::Worker& out) {
  if (!reader.is_object()) return false;
  read_bounded<100, 3'600'000>(reader, "parseTimeoutMs", out.parse_timeout_ms);
  read_bounded<100, 3'600'000>(reader, "requestTimeoutMs", out.request_timeout_ms);
  read_bounded<64, 1'048'576>(reader, "memoryLimitMb", out.memory_limit_mb);
  read_bounded<1, 64>(reader, "maxCount", out.max_count);
  warn_about_others(reader, {"parseTimeoutMs", "requestTimeoutMs", "memoryLimitMb", "maxCount"});
  return true;
}

bool read(Reader reader, Settings::Pool& out) {
  if (!reader.is_object()) return false;
  read_bounded<0, 64>(reader, "minSize", out.min_size);
  read_bounded<1, 64>(reader, "maxSize", out.max_size);
  read_bounded<1, 600'000>(reader, "acquireTimeoutMs", out.acquire_timeout_ms);
  read_bounded<1, 86'400'000>(reader, "idleTimeoutMs", out.idle_timeout_ms);
  read_bounded<1, 86'400'000>(reader, "healthCheckIntervalMs", out.health_check_interval_ms);
  warn_about_others(reader, {"minSize", "maxSize", "acquireTimeoutMs", "idleTimeoutMs", "healthCheckIntervalMs"});
  return true;
}

bool read(Reader reader, Settings::Memory& out) {
  if (!reader.is_object()) return false;
  read_bounded<64, 1'048'576>(reader, "budgetMb", out.budget_mb);
  warn_about_others(reader, {"budgetMb"});
  return true;
}

bool read(Reader reader, Settings::LeakDetection& out) {
  if (!reader.is_object()) return false;
  read_bounded<1, 60>(reader, "scanIntervalMinutes", out.scan_interval_minutes);
  read_bounded<0, 3'600>(reader, "minimumAllocationAgeSeconds", out.minimum_allocation_age_seconds);
  read_bounded<1, 1'048'576>(reader, "memoryThresholdMb", out.memory_threshold_mb);
  reader.optional("adaptiveSensitivity", out.adaptive_sensitivity);
  reader.optional("enableNotification", out.enable_notification);
  warn_about_others(reader, {"scanIntervalMinutes", "minimumAllocationAgeSeconds", "memoryThresholdMb",
                             "adaptiveSensitivity", "enableNotification"});
  return true;
}

bool read(Reader reader, Settings::Alerts& out) {
  if (!reader.is_object()) return false;
  read_bounded<1, 3'600'000>(reader, "requestP95Ms", out.request_p95_ms);
  read_bounded<1, 3'600'000>(reader, "jobP95Ms", out.job_p95_ms);
  read_bounded<1, 1'000'000>(reader, "waitingRequests", out.waiting_requests);
  read_bounded<1, 1'000'000>(reader, "openHandles", out.open_handles);
  warn_about_others(reader, {"requestP95Ms", "jobP95Ms", "waitingRequests", "openHandles"});
  return true;
}

bool read(Reader reader, Settings::Index& out) {
  if (!reader.is_object()) return false;
  reader.optional("background", out.background);
  read_bounded<1, 256>(reader, "threads", out.threads);
  reader.optional("excludePatterns", out.exclude_patterns);
  std::optional<std::string> preludes;
  reader.optional("preludes", preludes);
  if (preludes && *preludes != "on" && *preludes != "off" && *preludes != "verify") {
    reader.fail_member("preludes", "neither on, off nor verify");
  } else if (preludes) {
    out.preludes = std::move(preludes);
  }
  read_bounded<0, 600'000>(reader, "lexicalDelayMs", out.lexical_delay_ms);
  warn_about_others(reader, {"background", "threads", "excludePatterns", "lexicalDelayMs", "preludes"});
  return true;
}

bool read(Reader reader, Settings::References& out) {
  if (!reader.is_object()) return false;
  read_bounded<0, 2'147'483'647>(reader, "limit", out.limit);
  read_bounded<0, 86'400>(reader, "waitSeconds", out.wait_seconds);
  warn_about_others(reader, {"limit", "waitSeconds"});
  return true;
}

bool read(Reader reader, Settings::Completion& out) {
  if (!reader.is_object()) return false;
  std::optional<std::string> insertion;
  reader.optional("headerInsertion", insertion);
  if (insertion && *insertion != "iwyu" && *insertion != "never") {
    reader.fail_member("headerInsertion", "neither iwyu nor never");
  } else if (insertion) {
    out.header_insertion = std::move(insertion);
  }
  warn_about_others(reader, {"headerInsertion"});
  return true;
}

bool read(Reader reader, Settings::InlayHints& out) {
  if (!reader.is_object()) return false;
  reader.optional("enabled", out.enabled);
  reader.optional("parameterNames", out.parameter_names);
  reader.optional("deducedTypes", out.deduced_types);
  reader.optional("designators", out.designators);
  read_bounded<0, 10'000>(reader, "typeNameLimit", out.type_name_limit);
  warn_about_others(reader, {"enabled", "parameterNames", "deducedTypes", "designators", "typeNameLimit"});
  return true;
}

bool read(Reader reader, Settings::CodeLens& out) {
  if (!reader.is_object()) return false;
  reader.optional("includedBy", out.included_by);
  warn_about_others(reader, {"includedBy"});
  return true;
}

bool read(Reader reader, Settings::Watcher& out) {
  if (!reader.is_object()) return false;
  read_bounded<1, 60'000>(reader, "debounceTimeoutMs", out.debounce_timeout_ms);
  read_bounded<1, 1'000'000>(reader, "maxEventsPerBatch", out.max_events_per_batch);
  read_bounded<1, 1'000'000>(reader, "maxQueueSize", out.max_queue_size);
  reader.optional("semanticFilterEnabled", out.semantic_filter_enabled);
  reader.optional("ignorePatterns", out.ignore_patterns);
  warn_about_others(
      reader, {"debounceTimeoutMs", "maxEventsPerBatch", "maxQueueSize", "semanticFilterEnabled", "ignorePatterns"});
  return true;
}

bool read(Reader reader, Settings& out) {
  if (!reader.is_object()) return false;
  reader.optional("compilationDatabasePath", out.compilation_database_path);
  reader.optional("fallbackFlags", out.fallback_flags);
  reader.optional("clangdFileStatus", out.clangd_file_status);
  reader.merge("worker", out.worker);
  reader.merge("pool", out.pool);
  reader.merge("memory", out.memory);
  reader.merge("leakDetection", out.leak_detection);
  reader.merge("alerts", out.alerts);
  reader.merge("index", out.index);
  reader.merge("references", out.references);
  reader.merge("completion", out.completion);
  reader.merge("watcher", out.watcher);
  reader.merge("inlayHints", out.inlay_hints);
  reader.merge("codeLens", out.code_lens);
  warn_about_others(
      reader, {"compilationDatabasePath", "fallbackFlags", "clangdFileStatus", "worker", "pool", "memory",
               "leakDetection", "alerts", "index", "references", "completion", "watcher", "inlayHints", "codeLens"});
  return true;
}

std::vector<std::string> read_settings(const Json& values, Settings& settings) {
  std::vector<std::string> warnings;
  if (!values.is_null()) read(Reader(values, warnings, "settings"), settings);
  return warnings;
}

}  // namespace cairn::ext
