#include "server/report/metrics_report.h"

#include "platform/proc/handles.h"

namespace cairn::server {

ext::Metrics make_metrics(const Server& server) {
  ext::Metrics result;
  const trace::MetricsSnapshot snapshot = server.metrics().snapshot();
  for (const trace::CounterValue& each : snapshot.counters) result.counters[each.name] = each.value;
  for (const trace::SpanSummary& each : snapshot.spans) {
    result.spans[each.name] = {each.count, each.total_us, each.max_us, each.p50_us, each.p95_us, each.p99_us};
  }
  auto& gauges = result.gauges;
  gauges["requests.open"] = server.connection().open_requests();
  gauges["leaks.findings"] = server.leaks().watch().findings().size();
  const govern::Governor::Status governed = server.governor().status();
  gauges["budget.limit_bytes"] = governed.limit;
  gauges["budget.used_bytes"] = governed.used;
  gauges["budget.step"] = static_cast<std::uint64_t>(governed.step);
  const index::SemanticStatus status = server.semantic_status();
  gauges["index.units"] = status.total;
  gauges["index.units_waiting"] = status.is_listed ? status.pending() : 0;
  if (const index::SemanticIndexer* semantic = server.index().semantic()) {
    gauges["workers.index"] = semantic->workers().size();
  }
  if (server.has_documents()) {
    const auto& files = server.documents().files();
    gauges["files.open"] = files.size();
    std::uint64_t workers = 0;
    std::uint64_t waiting = 0;
    for (const auto& [path, file] : files) {
      if (file->session->worker_status()) ++workers;
      waiting += file->session->queued_jobs();
    }
    gauges["workers.open_files"] = workers;
    gauges["jobs.waiting"] = waiting;
    gauges["answers.kept"] = server.kept_answers();
    gauges["answers.kept_bytes"] = server.kept_answer_bytes();
  }
  if (const auto handles = proc::count_handles()) gauges["handles.open"] = *handles;
  return result;
}

}  // namespace cairn::server
