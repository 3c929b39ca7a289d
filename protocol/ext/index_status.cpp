#include "protocol/ext/index_status.h"

namespace cairn::ext {
namespace {

rpc::Json units_json(const UnitsStatus& value) {
  rpc::Json problems = rpc::Json::array();
  for (const UnitProblem& problem : value.problems)
    problems.push_back({{"path", problem.path}, {"reason", problem.reason}});
  rpc::Json json = {{"state", value.state},
                    {"complete", value.complete},
                    {"total", value.total},
                    {"done", value.done},
                    {"pending", value.pending},
                    {"failed", value.failed},
                    {"quarantined", value.quarantined},
                    {"tooLarge", value.too_large},
                    {"withErrors", value.with_errors},
                    {"problems", std::move(problems)},
                    {"unitsPerSecond", value.units_per_second},
                    {"workers", value.workers}};
  if (!value.stopped_because.empty()) json["stoppedBecause"] = value.stopped_because;
  if (value.seconds_left) json["secondsLeft"] = *value.seconds_left;
  return json;
}

}  // namespace

rpc::Json to_json(const IndexStatus& value) {
  rpc::Json json = {{"lexical",
                     {{"state", value.state},
                      {"complete", value.complete},
                      {"files", value.files},
                      {"scanned", value.scanned},
                      {"removed", value.removed},
                      {"problems", value.problems}}},
                    {"units", units_json(value.units)},
                    {"segments", value.segments},
                    {"bytes", value.bytes}};
  if (value.writer) json["writer"] = *value.writer;
  return json;
}

}  // namespace cairn::ext
