#include "server/session/alerts.h"

#include <optional>
#include <string_view>

namespace cairn::server {

bool Alerts::is_on() const {
  return thresholds_.request_p95_ms || thresholds_.job_p95_ms || thresholds_.waiting_requests ||
         thresholds_.open_handles;
}

std::vector<ext::Alert> Alerts::check(const ext::Metrics& metrics) {
  std::vector<ext::Alert> alerts;
  const auto look = [&](const char* name, const std::string& what, std::uint64_t value,
                        const std::optional<std::uint32_t>& threshold) {
    if (!threshold) return;
    const bool is_above = value > *threshold;
    bool& was_above = is_above_[std::string(name) + " " + what];
    if (is_above && !was_above) alerts.push_back({name, what, value, *threshold});
    was_above = is_above;
  };
  constexpr std::uint64_t kUsPerMs = 1000;
  for (const auto& [name, span] : metrics.spans) {
    if (span.count < kMinSpans) continue;
    const bool is_request = name.starts_with("request.");
    if (!is_request && !name.starts_with("job.")) continue;
    look(is_request ? "requestP95Ms" : "jobP95Ms", name.substr(name.find('.') + 1), span.p95_us / kUsPerMs,
         is_request ? thresholds_.request_p95_ms : thresholds_.job_p95_ms);
  }
  const auto gauge = [&](const char* name) {
    const auto found = metrics.gauges.find(name);
    return found == metrics.gauges.end() ? 0 : found->second;
  };
  look("waitingRequests", "", gauge("requests.open"), thresholds_.waiting_requests);
  look("openHandles", "", gauge("handles.open"), thresholds_.open_handles);
  return alerts;
}

}  // namespace cairn::server
