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
#include "server/report/prelude_report.h"
#include "server/report/memory_report.h"

namespace cairn::server {

void register_reports(Server& server) {
  serve<ext::MemoryReportParams>(server, "$/memoryReport",
                                 [](Server& s, const ext::MemoryReportParams& params, rpc::Responder responder) {
                                   responder.reply(to_json(make_memory_report(s, params.detail), params.detail));
                                 });
  server.connection().on_request("$/memoryUsage", [&server](const rpc::Json&, rpc::Responder responder) {
    responder.reply(ext::memory_usage_json(usage_tree(make_memory_report(server, ext::MemoryDetail::kFull))));
  });
  server.connection().on_request("$/metrics", [&server](const rpc::Json&, rpc::Responder responder) {
    responder.reply(to_json(make_metrics(server.metrics())));
  });
  serve<ext::HeapSnapshotParams>(server, "$/heapSnapshot",
                                 [](Server& s, const ext::HeapSnapshotParams& params, rpc::Responder responder) {
                                   if (params.sampling) memory::set_heap_sampling(*params.sampling);
                                   auto profile = s.read_heap();
                                   if (!profile)
                                     return responder.fail(rpc::error_codes::kRequestFailed, profile.error().message);
                                   responder.reply(to_json(make_heap_snapshot(*std::move(profile), params.format)));
                                 });
  serve<ext::LeakReportParams>(
      server, "$/leakReport", [](Server& s, const ext::LeakReportParams& params, rpc::Responder responder) {
        if (params.dismiss && !s.leaks().dismiss(*params.dismiss)) {
          return responder.fail(rpc::error_codes::kInvalidParams, "dismiss: there is no such finding");
        }
        if (params.scan && !s.leaks().scan_now()) {
          return responder.fail(rpc::error_codes::kRequestFailed, "scan: the server is not quiet");
        }
        responder.reply(to_json(make_leak_report(s)));
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
