#include "server/report/leak_report.h"

#include <chrono>
#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include "platform/base/component.h"
#include "platform/memory/allocator.h"
#include "platform/memory/component_arenas.h"
#include "platform/memory/process_memory.h"
#include "platform/proc/handles.h"

namespace cairn::server {
namespace {

constexpr std::int64_t kMsPerSecond = 1000;
constexpr std::string_view kHandlesSite = "handles";

std::uint64_t ms_of(std::int64_t seconds) { return static_cast<std::uint64_t>(seconds * kMsPerSecond); }

const char* name_of(leak::Amount amount) { return amount == leak::Amount::kHandles ? "handles" : "bytes"; }

// What components hold for each file: open ones their texts, the index a row of a table.
std::uint64_t level_of(const Server& server, base::Component component) {
  switch (component) {
    case base::Component::kProject:
    case base::Component::kStore:
    case base::Component::kIndex:
    case base::Component::kDeps:
      return server.index().status().last.files + server.semantic_status().total;
    case base::Component::kOther:
    case base::Component::kSession:
    case base::Component::kProtocol:
    case base::Component::kDocuments:
      break;
  }
  if (!server.has_documents()) return 0;
  std::uint64_t bytes = 0;
  for (const auto& [path, file] : server.documents().files()) bytes += file->document.buffer.text().size();
  return bytes >> 10;
}

// The server's descriptors, and the workers of open files. Of each a few microseconds.
void add_processes(const Server& server, leak::Scan& scan) {
  std::uint64_t workers = 0;
  if (server.has_documents()) {
    for (const auto& [path, file] : server.documents().files()) {
      const auto status = file->session->worker_status();
      if (!status) continue;
      ++workers;
      const auto bytes = memory::read_anonymous_bytes(status->pid);
      if (!bytes || !file->session->has_current_parse()) continue;
      const std::uint64_t kilobytes = file->document.buffer.text().size() >> 10;
      scan.sites.push_back(
          {worker_site(path), *bytes, kilobytes, leak::Amount::kWorkerBytes, status->jobs, status->pid});
    }
  }
  const auto handles = proc::count_handles();
  if (!handles) return;
  // Each worker is talked to through some, and the index keeps its files open.
  const std::uint64_t open_files = server.has_documents() ? server.documents().files().size() : 0;
  scan.sites.push_back({std::string(kHandlesSite), *handles, open_files + workers, leak::Amount::kHandles});
}

}  // namespace

std::string worker_site(const std::string& path) { return "worker of " + path; }

std::optional<leak::Scan> read_leak_scan(const Server& server) {
  const auto stats = memory::read_allocator_stats();
  const auto components = stats ? memory::read_component_bytes() : std::nullopt;
  if (!components) return std::nullopt;
  leak::Scan scan;
  scan.time_s =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  std::uint64_t requests = 0;
  std::uint64_t jobs = 0;
  const trace::MetricsSnapshot metrics = server.metrics().snapshot();
  for (const trace::SpanSummary& each : metrics.spans) {
    const std::string_view name = each.name;
    // Asking for this is no work that may leak: a client that polls it would hide what does.
    if (name.starts_with("request.$/")) continue;
    (name.starts_with("job.") ? jobs : requests) += each.count;
  }
  std::uint64_t units = 0;
  std::uint64_t changes = 0;
  for (const trace::CounterValue& each : metrics.counters) {
    if (each.name == "indexer.units") units = each.value;
    if (each.name == "changes.batches") changes = each.value;
  }
  scan.work = {{"requests", requests},
               {"jobs of workers", jobs},
               {"units of the index", units},
               {"changes on the disk", changes}};
  std::uint64_t claimed = stats->internal;
  for (std::size_t i = 0; i < components->size(); ++i) {
    const auto component = static_cast<base::Component>(i);
    if (component == base::Component::kOther) continue;
    claimed += (*components)[i];
    scan.sites.push_back({std::string(base::kComponentNames[i]), (*components)[i], level_of(server, component)});
  }
  const std::uint64_t other = stats->allocated > claimed ? stats->allocated - claimed : 0;
  scan.sites.push_back({"other", other, level_of(server, base::Component::kOther)});
  add_processes(server, scan);
  return scan;
}

ext::LeakFinding to_ext(const leak::Finding& finding, const LeakWatch::Evidence& evidence) {
  return {finding.id,
          finding.site,
          name_of(finding.amount),
          finding.growth.bytes_per_work,
          finding.growth.low,
          finding.growth.high,
          finding.growth.growth_bytes,
          ms_of(finding.growth.since_s),
          ms_of(finding.found_s),
          finding.scans,
          finding.work,
          finding.is_growing,
          finding.is_dismissed,
          evidence.stacks,
          evidence.freed};
}

std::string describe(const leak::Finding& finding) {
  const std::string with = finding.work.empty() ? std::string() : fmt::format(", mostly with {}", finding.work);
  if (finding.amount == leak::Amount::kHandles) {
    return fmt::format(
        "Cairn seems to forget closing files: {} more are open{}. Restarting the server closes them; please report it "
        "with what $/leakReport says.",
        finding.growth.growth_bytes, with);
  }
  if (finding.amount == leak::Amount::kWorkerBytes) {
    return fmt::format("the {} grew by {} MB, {:.0f} KB for each of its jobs; it is exchanged for a fresh one",
                       finding.site, finding.growth.growth_bytes >> 20, finding.growth.bytes_per_work / 1024);
  }
  const double mb = static_cast<double>(finding.growth.growth_bytes) / (1 << 20);
  return fmt::format(
      "Cairn's own memory seems to leak: {} grew by {:.0f} MB, {:.0f} bytes for each piece of work{}. "
      "Restarting the server frees it; please report it with what $/leakReport says.",
      finding.site, mb, finding.growth.bytes_per_work, with);
}

std::vector<ext::LeakFinding> leak_findings(const Server& server) {
  const LeakWatch& watching = server.leaks();
  std::vector<ext::LeakFinding> findings;
  for (const leak::Finding& each : watching.watch().findings()) {
    findings.push_back(to_ext(each, watching.evidence(each.id)));
  }
  return findings;
}

ext::LeakReport make_leak_report(const Server& server, bool with_series) {
  const LeakWatch& watching = server.leaks();
  ext::LeakReport report;
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(watching.config().interval).count();
  report.interval_minutes = static_cast<std::uint32_t>(minutes);
  report.state = memory::read_component_bytes() ? "watching" : "this build has no jemalloc to ask";
  report.scans = watching.watch().scans();
  report.skipped = watching.skipped();
  if (watching.last_scan()) report.last_ms = ms_of(watching.last_scan()->time_s);
  report.is_suspicious = watching.watch().is_suspicious();
  for (const trace::CounterValue& each : server.metrics().snapshot().counters) {
    if (each.name == "worker.recycled") report.workers_recycled = each.value;
  }
  report.findings = leak_findings(server);
  if (watching.last_scan()) {
    for (const leak::SiteReading& each : watching.last_scan()->sites) {
      const auto* samples = watching.watch().samples(each.site);
      ext::LeakSite site{each.site, name_of(each.amount), each.bytes, samples == nullptr ? 0 : samples->size(), {}};
      if (with_series && samples != nullptr) {
        for (const leak::Sample& sample : *samples) {
          site.series.push_back({ms_of(sample.time_s), sample.work, sample.bytes});
        }
      }
      report.sites.push_back(std::move(site));
    }
  }
  return report;
}

}  // namespace cairn::server
