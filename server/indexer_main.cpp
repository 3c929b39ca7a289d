// cairn-indexer: the process in which units are parsed for the index, one after another,
// with clang's C++ interface. A crash of clang's is meant to end the process: the server
// sees that and starts another one.
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/clang/indexer/command_description.h"
#include "core/clang/indexer/unit_indexer.h"
#include "server/worker_loop.h"

namespace cairn::server {
namespace {

Result<std::string> do_job(clang::UnitIndexer& indexer, worker::JobKind kind, std::string_view payload) {
  if (kind == worker::JobKind::kIndexUnit) {
    return answer<worker::IndexUnitRequest>(payload, [&](const auto& request) { return indexer.index(request); });
  }
  if (kind == worker::JobKind::kDeliverRows) {
    return answer<worker::DeliverRowsRequest>(payload, [&](const auto& request) { return indexer.deliver(request); });
  }
  if (kind == worker::JobKind::kDescribeCommand) {
    return answer<worker::DescribeCommandRequest>(payload,
                                                  [](const auto& request) { return clang::describe_command(request); });
  }
  if (kind == worker::JobKind::kBuildPrelude) {
    return answer<worker::BuildPreludeRequest>(payload,
                                               [&](const auto& request) { return indexer.build_prelude(request); });
  }
  return refuse_job();
}

int run() {
  clang::UnitIndexer indexer;
  return run_worker({"cairn-indexer", clang::indexer_library_version(),
                     [&](worker::JobKind kind, std::string_view payload) { return do_job(indexer, kind, payload); }});
}

}  // namespace
}  // namespace cairn::server

int main() {
  try {
    return cairn::server::run();
  } catch (const std::exception& exception) {
    fmt::print(stderr, "cairn-indexer: {}\n", exception.what());
    return 1;
  }
}
