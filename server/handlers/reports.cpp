#include <memory>
#include <utility>

#include "protocol/ext/index_status.h"
#include "protocol/ext/memory_report.h"
#include "protocol/ext/metrics.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"
#include "protocol/ext/heap_snapshot.h"
#include "protocol/ext/leak_report.h"
#include "server/report/heap_snapshot.h"
#include "server/report/index_status.h"
#include "server/report/leak_report.h"
#include "server/report/metrics_report.h"
#include "server/report/prelude_report.h"
#include "server/report/memory_report.h"
#include "server/session/finding_history.h"

namespace cairn::server {
namespace {

// The allocator's dump and the names of functions take some 100 ms, which the loop does not wait for.
void take_heap_snapshot(Server& server, const ext::HeapSnapshotParams& params, rpc::Responder responder) {
  using rpc::error_codes::kRequestFailed;
  const std::string file = server.heap_file();
  if (file.empty()) {
    return responder.fail(kRequestFailed, "there is no cache folder to write the heap profile to");
  }
  std::shared_ptr<const memory::HeapProfile> before;
  if (params.difference) {
    before = server.marked_heap();
    if (!before) return responder.fail(kRequestFailed, "difference: no snapshot was marked");
    if (params.format == ext::HeapFormat::kJeprof) {
      return responder.fail(kRequestFailed, "difference: jeprof compares dumps itself (--base)");
    }
  }
  if (params.sampling) memory::set_heap_sampling(*params.sampling);
  struct Taken {
    Result<ext::HeapSnapshot> snapshot;
    std::shared_ptr<const memory::HeapProfile> marked;
  };
  const auto shared = std::make_shared<rpc::Responder>(std::move(responder));
  const bool is_taken = server.queries().run<Taken>(
      QueryThreads::Lane::kLong, std::stop_source(),
      [file, before, params](const std::stop_token&) {
        auto profile = memory::take_heap_profile(file);
        if (!profile) return Taken{unexpected(profile.error()), nullptr};
        Taken taken{ext::HeapSnapshot(), nullptr};
        if (params.mark) {
          auto marked = std::make_shared<memory::HeapProfile>(*profile);
          marked->text.clear();
          taken.marked = std::move(marked);
        }
        taken.snapshot = before ? make_heap_difference(*before, *profile, params.format)
                                : make_heap_snapshot(*std::move(profile), params.format);
        return taken;
      },
      [&server, shared](Taken taken) {
        if (!taken.snapshot) return shared->fail(kRequestFailed, taken.snapshot.error().message);
        if (taken.marked) server.mark_heap(std::move(taken.marked));
        shared->reply(to_json(*taken.snapshot));
      });
  if (!is_taken) shared->fail(kRequestFailed, "too many questions wait already");
}

}  // namespace

void register_reports(Server& server) {
  serve<ext::MemoryReportParams>(server, "$/memoryReport",
                                 [](Server& s, const ext::MemoryReportParams& params, rpc::Responder responder) {
                                   responder.reply(to_json(make_memory_report(s, params.detail), params.detail));
                                 });
  server.connection().on_request("$/memoryUsage", [&server](const rpc::Json&, rpc::Responder responder) {
    responder.reply(ext::memory_usage_json(usage_tree(make_memory_report(server, ext::MemoryDetail::kFull))));
  });
  serve<ext::MetricsParams>(
      server, "$/metrics", [](Server& s, const ext::MetricsParams& params, rpc::Responder responder) {
        const ext::Metrics metrics = make_metrics(s);
        responder.reply(params.format == ext::MetricsFormat::kPrometheus ? rpc::Json{{"text", prometheus_text(metrics)}}
                                                                         : to_json(metrics));
      });
  serve<ext::HeapSnapshotParams>(server, "$/heapSnapshot", take_heap_snapshot);
  serve<ext::LeakReportParams>(
      server, "$/leakReport", [](Server& s, const ext::LeakReportParams& params, rpc::Responder responder) {
        if (params.dismiss && !s.leaks().dismiss(*params.dismiss)) {
          return responder.fail(rpc::error_codes::kInvalidParams, "dismiss: there is no such finding");
        }
        if (params.scan && !s.leaks().scan_now()) {
          return responder.fail(rpc::error_codes::kRequestFailed, "scan: the server is not quiet");
        }
        ext::LeakReport report = make_leak_report(s, params.series);
        if (!params.history) return responder.reply(to_json(report));
        const auto shared = std::make_shared<rpc::Responder>(std::move(responder));
        const bool is_taken = s.queries().run<std::vector<std::string>>(
            QueryThreads::Lane::kLong, std::stop_source(),
            [file = s.findings_file()](const std::stop_token&) { return read_findings(file); },
            [shared, report](const std::vector<std::string>& lines) mutable {
              report.history = rpc::Json::array();
              for (const std::string& line : lines) {
                if (auto finding = rpc::parse_json(line)) report.history->push_back(*std::move(finding));
              }
              shared->reply(to_json(report));
            });
        if (!is_taken) shared->fail(rpc::error_codes::kRequestFailed, "too many questions wait already");
      });
  server.connection().on_request("$/indexStatus", [&server](const rpc::Json&, rpc::Responder responder) {
    rpc::Json status = to_json(make_index_status(server.index(), server.disk()));
    if (const index::SemanticIndexer* semantic = server.index().semantic()) {
      status["preludes"] = to_json(semantic->preludes());
    }
    responder.reply(std::move(status));
  });
  serve<ext::ChangesSeenParams>(
      server, "$/changesSeen", [](Server& s, const ext::ChangesSeenParams& params, rpc::Responder responder) {
        const auto shared = std::make_shared<rpc::Responder>(std::move(responder));
        const bool is_taken = s.disk().when_seen(
            params.exact, [&s, shared] { shared->reply(to_json(make_index_status(s.index(), s.disk()))); });
        if (!is_taken) shared->fail(rpc::error_codes::kRequestFailed, "too many wait already");
      });
}

}  // namespace cairn::server
