#include "server/report/memory_report.h"

#include <unistd.h>

#include <optional>
#include <string>
#include <utility>

#include "platform/memory/allocator.h"
#include "platform/memory/memory_tree.h"
#include "platform/memory/process_memory.h"

namespace cairn::server {
namespace {

ext::MemoryNode to_node(const std::string& name, const memory::MemoryTree& tree) {
  ext::MemoryNode node{name, tree.self(), {}};
  for (const auto& [child_name, child] : tree.children()) node.children.push_back(to_node(child_name, child));
  return node;
}

ext::ProcessMemory own_memory() {
  ext::ProcessMemory result;
  result.pid = getpid();
  if (auto memory = memory::read_process_memory(getpid())) {
    result.rss = memory->rss;
    result.pss = memory->pss;
    result.anonymous = memory->anonymous;
    result.file_backed = memory->file_backed;
    result.swap = memory->swap;
    result.peak_rss = memory->peak_rss;
  }
  return result;
}

template <typename Status>
std::optional<ext::WorkerMemory> worker_memory(const Status& status, const char* role) {
  auto memory = memory::read_process_memory(status.pid);
  if (!memory) return std::nullopt;
  ext::WorkerMemory result;
  result.pid = status.pid;
  result.role = role;
  result.job = status.job;
  result.state = status.job.empty() ? "idle" : "busy";
  result.rss = memory->rss;
  result.pss = memory->pss;
  result.anonymous = memory->anonymous;
  result.age_ms = static_cast<std::uint64_t>(status.age.count());
  return result;
}

}  // namespace

ext::MemoryNode component_tree(const Server& server) {
  memory::MemoryTree tree;
  server.report_memory(tree);
  return to_node("cairn", tree);
}

ext::MemoryReport make_memory_report(const Server& server) {
  ext::MemoryReport report;
  report.process = own_memory();
  if (auto stats = memory::read_allocator_stats()) {
    report.allocator = ext::AllocatorStats{stats->allocated, stats->active, stats->resident,
                                           stats->retained,  stats->mapped, stats->metadata};
  }
  report.components = component_tree(server);
  for (const auto& [path, file] : server.documents().files()) {
    if (auto status = file->session->worker_status()) {
      if (auto memory = worker_memory(*status, "open-file")) report.workers.push_back(*std::move(memory));
    }
  }
  if (const index::SemanticIndexer* semantic = server.index().semantic()) {
    for (const auto& status : semantic->workers()) {
      if (auto memory = worker_memory(status, "index")) report.workers.push_back(*std::move(memory));
    }
  }
  return report;
}

ext::Metrics make_metrics(const trace::Metrics& metrics) {
  ext::Metrics result;
  const trace::MetricsSnapshot snapshot = metrics.snapshot();
  for (const trace::CounterValue& each : snapshot.counters) result.counters[each.name] = each.value;
  for (const trace::SpanSummary& each : snapshot.spans) {
    result.spans[each.name] = {each.count, each.total_us, each.max_us, each.p50_us, each.p95_us, each.p99_us};
  }
  return result;
}

}  // namespace cairn::server
