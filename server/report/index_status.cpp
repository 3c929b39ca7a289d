#include "server/report/index_status.h"

namespace cairn::server {

ext::IndexStatus make_index_status(const IndexHost& host) {
  const IndexHost::Status status = host.status();
  ext::IndexStatus report;
  report.state = !status.is_started   ? "off"
                 : !status.is_open    ? "opening"
                 : status.is_updating ? "updating"
                 : !status.is_writer  ? "following"
                                      : "ready";
  report.complete = status.was_complete;
  report.files = status.last.files;
  report.scanned = status.last.scanned;
  report.removed = status.last.removed;
  report.problems = status.last.problems;
  if (const auto snapshot = host.snapshot()) {
    for (const store::Part& part : snapshot->parts) {
      ++report.segments;
      report.bytes += part.segment->file().file_bytes();
    }
  }
  return report;
}

}  // namespace cairn::server
