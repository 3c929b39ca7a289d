// $/dependencies: targets, circles of includes, what headers cost.
#include <utility>

#include "protocol/ext/include_hierarchy.h"
#include "server/answers/dependency_call.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"
#include "server/report/dependency_report.h"

namespace cairn::server {

void register_dependencies(Server& server) {
  serve<ext::DependenciesParams>(
      server, "$/dependencies", [](Server& s, const ext::DependenciesParams& params, rpc::Responder responder) {
        ask_dependencies(Call::make(s, std::move(responder)),
                         [params](const DependencyReader::View& view, const ProjectView&,
                                  const std::stop_token& stop) -> Result<DependencyAnswer> {
                           const auto report = make_dependency_report(view, params.wants_unused, stop);
                           if (!report) return unexpected(report.error());
                           return DependencyAnswer{to_json(*report, ext::FileForm::kUri, params.limit),
                                                   dependency_mark(view.units)};
                         });
      });
}

}  // namespace cairn::server
