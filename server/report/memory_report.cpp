#include "server/report/memory_report.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/component.h"
#include "platform/fs/path.h"
#include "platform/memory/allocator.h"
#include "platform/memory/allocator_pages.h"
#include "platform/memory/mappings.h"
#include "platform/memory/process_memory.h"
#include "platform/memory/program_image.h"
#include "platform/memory/system_memory.h"
#include "platform/memory/thread_stacks.h"
#include "platform/sqlite/database.h"
#include "server/report/leak_report.h"
#include "server/session/cache_folder.h"

namespace cairn::server {
namespace {

ext::MemoryNode to_node(const std::string& name, const memory::MemoryTree& tree) {
  ext::MemoryNode node{name, tree.self(), {}};
  for (const auto& [child_name, child] : tree.children()) node.children.push_back(to_node(child_name, child));
  return node;
}

// The kernel's figures of the server. The full reading gives exact figures for twice the time; the other has a PSS
// that is some 50 KB too small.
ext::ProcessMemory own_memory(const Result<memory::Mappings>& mappings, ext::MemoryDetail detail) {
  ext::ProcessMemory result;
  result.pid = getpid();
  if (detail == ext::MemoryDetail::kSummary && mappings) {
    const std::uint64_t peak = memory::read_peak_bytes(getpid()).value_or(0);
    return {result.pid,
            mappings->rss,
            mappings->pss,
            mappings->anonymous,
            mappings->rss - mappings->anonymous,
            mappings->swap,
            std::max(peak, mappings->rss)};
  }
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

// What the server's anonymous memory consists of, each part read for itself.
struct Accounts {
  memory::ComponentBytes components{};
  // Of the allocator's pages that are in memory, what is in no live allocation of anybody else. Negative while there
  // are large allocations that nobody has written to yet.
  std::int64_t overhead = 0;
  std::uint64_t stacks = 0;
  std::uint64_t sqlite = 0;  // within jemalloc's own arenas
  std::uint64_t image = 0;   // variables and relocated pointers of the program and its libraries

  std::int64_t total() const {
    const auto bytes = std::accumulate(components.begin(), components.end(), stacks + sqlite + image);
    return static_cast<std::int64_t>(bytes) + overhead;
  }
};

std::optional<Accounts> read_accounts(const memory::AllocatorStats& stats) {
  const auto components = memory::read_component_bytes();
  const auto resident = memory::read_allocator_resident_bytes();
  const auto stacks = memory::read_stack_bytes();
  const auto image = memory::read_image_bytes();
  if (!components || !resident || !stacks || !image) return std::nullopt;
  const std::int64_t overhead =
      static_cast<std::int64_t>(*resident) - static_cast<std::int64_t>(stats.allocated - stats.internal);
  return Accounts{*components, overhead, *stacks, sqlite::Database::memory_bytes(), *image};
}

// Its files: segments, preludes, all others.
Result<memory::Mappings> read_own_mappings(const Server& server) {
  // A server without a cache folder has none of the first two; no path is below this one.
  const std::string& cache = server.cache_path();
  return memory::read_mappings(getpid(), {cache.empty() ? "/dev/null" : store_folder(cache),
                                          cache.empty() ? "/dev/null" : fs::join_path(cache, "preludes")});
}

ext::MappedMemory mapped_memory(const std::vector<memory::MappedBytes>& files) {
  const auto part = [&](std::size_t index) { return ext::MappedBytes{files[index].size, files[index].resident}; };
  return {part(0), part(1), part(2)};
}

std::uint64_t pss_of_all(const ext::MemoryReport& report) {
  std::uint64_t bytes = report.process.pss;
  for (const ext::WorkerMemory& worker : report.workers) bytes += worker.pss;
  return bytes;
}

}  // namespace

memory::MemoryTree merge_claims(memory::MemoryTree claims, const memory::ComponentBytes& exact) {
  memory::MemoryTree merged;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    if (exact[i] == 0) continue;
    const std::string name(base::kComponentNames[i]);
    memory::MemoryTree& node = merged.child(name);
    memory::MemoryTree& claim = claims.child(name);
    const std::size_t claimed = claim.total();
    if (claimed <= exact[i]) node = std::move(claim);
    node.add(exact[i] - node.total());
  }
  return merged;
}

ext::MemoryReport make_memory_report(const Server& server, ext::MemoryDetail detail) {
  ext::MemoryReport report;
  memory::MemoryTree components;
  server.report_memory(components);
  const auto mappings = read_own_mappings(server);
  report.process = own_memory(mappings, detail);
  // After the kernel's texts, which take more memory than an idle server has anywhere else.
  const auto stats = memory::read_allocator_stats();
  const auto accounts = stats ? read_accounts(*stats) : std::nullopt;
  if (stats) {
    report.allocator = ext::AllocatorStats{stats->allocated, stats->active, stats->resident,
                                           stats->retained,  stats->mapped, stats->metadata};
  }
  if (accounts) {
    components = merge_claims(std::move(components), accounts->components);
    components.child("allocator").add(static_cast<std::size_t>(std::max<std::int64_t>(accounts->overhead, 0)));
    components.child("stacks").add(accounts->stacks);
    components.child("sqlite").add(accounts->sqlite);
    components.child("image").add(accounts->image);
    report.unaccounted = static_cast<std::int64_t>(report.process.anonymous) - accounts->total();
  }
  report.components = to_node("cairn", components);
  if (mappings) report.mapped = mapped_memory(mappings->files);
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
  const govern::Governor::Status governed = server.governor().status();
  report.budget.limit = governed.limit;
  report.budget.step = govern::step_name(governed.step);
  report.budget.used = pss_of_all(report);
  if (const auto pressure = memory::read_pressure(memory::PressureOf::kMemory)) {
    report.budget.pressure = pressure->some_avg10;
  }
  report.leaks = leak_findings(server);
  report.history = server.memory_history().samples();
  return report;
}

ext::MemoryNode usage_tree(const ext::MemoryReport& report) {
  ext::MemoryNode root = report.components;
  if (report.unaccounted.value_or(0) > 0) {
    root.children.push_back({"unaccounted", static_cast<std::uint64_t>(*report.unaccounted), {}});
  }
  ext::MemoryNode workers{"workers", 0, {}};
  for (const ext::WorkerMemory& worker : report.workers) {
    workers.children.push_back({std::to_string(worker.pid), worker.anonymous, {}});
  }
  root.children.push_back(std::move(workers));
  return root;
}

std::optional<ext::MemorySample> take_memory_sample() {
  const auto anonymous = memory::read_anonymous_bytes(getpid());
  if (!anonymous) return std::nullopt;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto stats = memory::read_allocator_stats();
  return ext::MemorySample{
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()), *anonymous,
      stats ? stats->allocated : 0};
}

}  // namespace cairn::server
