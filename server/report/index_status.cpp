#include "server/report/index_status.h"

namespace cairn::server {
namespace {

bool is_followed(const IndexHost::Status& status) { return status.is_open && !status.is_writer; }

ext::UnitsStatus units_status(const IndexHost& host) {
  const index::SemanticStatus status = host.semantic_status();
  ext::UnitsStatus units;
  units.state = !host.status().is_started         ? "off"
                : is_followed(host.status())      ? "following"
                : !status.stopped_because.empty() ? "stopped"
                : status.is_working               ? "working"
                : status.is_listed                ? "ready"
                                                  : "waiting";
  units.complete = status.is_complete();
  units.total = status.total;
  units.done = status.done;
  units.pending = status.pending();
  units.failed = status.failed;
  units.quarantined = status.quarantined;
  units.too_large = status.too_large;
  units.with_errors = status.with_errors;
  units.spared = status.spared;
  units.stopped_because = status.stopped_because;
  for (const index::UnitProblem& problem : status.problems) units.problems.push_back({problem.path, problem.reason});
  if (const index::SemanticIndexer* semantic = host.semantic()) {
    units.workers = semantic->workers().size();
    if (status.is_working) {
      const index::SemanticIndexer::Progress progress = semantic->progress();
      units.units_per_second = progress.units_per_second;
      if (progress.left) units.seconds_left = static_cast<std::uint64_t>(progress.left->count());
    }
  }
  return units;
}

ext::ChangesStatus changes_status(const IndexHost& host, const DiskChanges& disk) {
  const DiskChanges::Status status = disk.status();
  ext::ChangesStatus changes;
  changes.state = !status.is_watching ? "off" : status.watcher.polled_folders != 0 ? "polling" : "watching";
  changes.folders = status.watcher.folders;
  changes.polled_folders = status.watcher.polled_folders;
  changes.raw_events = status.watcher.raw_events;
  changes.filtered_events = status.watcher.changes;
  changes.batches = status.watcher.batches;
  changes.overflows = status.watcher.overflows;
  changes.rescans = status.watcher.rescans;
  changes.waiting = status.watcher.waiting;
  changes.last_known_ms = static_cast<std::uint64_t>(host.status().last_known.count());
  changes.max_known_ms = static_cast<std::uint64_t>(host.status().max_known.count());
  return changes;
}

}  // namespace

ext::IndexStatus make_index_status(const IndexHost& host, const DiskChanges& disk) {
  const IndexHost::Status status = host.status();
  ext::IndexStatus report;
  report.state = !status.is_started    ? "off"
                 : !status.is_open     ? "opening"
                 : status.is_updating  ? "updating"
                 : is_followed(status) ? "following"
                                       : "ready";
  report.writer = status.other_writer;
  report.complete = status.was_complete;
  report.files = status.last.files;
  report.scanned = status.last.scanned;
  report.removed = status.last.removed;
  report.problems = status.last.problems;
  report.units = units_status(host);
  report.changes = changes_status(host, disk);
  if (const auto snapshot = host.snapshot()) {
    for (const store::Part& part : snapshot->parts) {
      ++report.segments;
      report.bytes += part.segment->file().file_bytes();
    }
  }
  return report;
}

}  // namespace cairn::server
