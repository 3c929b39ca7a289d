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
                    {"spared", value.spared},
                    {"problems", std::move(problems)},
                    {"unitsPerSecond", value.units_per_second},
                    {"workers", value.workers}};
  if (!value.stopped_because.empty()) json["stoppedBecause"] = value.stopped_because;
  if (value.seconds_left) json["secondsLeft"] = *value.seconds_left;
  return json;
}

rpc::Json changes_json(const ChangesStatus& value) {
  return {{"state", value.state},
          {"folders", value.folders},
          {"polledFolders", value.polled_folders},
          {"rawEvents", value.raw_events},
          {"filteredEvents", value.filtered_events},
          {"batches", value.batches},
          {"overflows", value.overflows},
          {"rescans", value.rescans},
          {"waiting", value.waiting},
          {"lastKnownMs", value.last_known_ms},
          {"maxKnownMs", value.max_known_ms}};
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
                    {"changes", changes_json(value.changes)},
                    {"segments", value.segments},
                    {"bytes", value.bytes}};
  if (value.writer) json["writer"] = *value.writer;
  return json;
}

bool read(rpc::Reader reader, ChangesSeenParams& out) {
  std::optional<bool> exact;
  if (reader.json().is_object()) reader.optional("exact", exact);
  out.exact = exact.value_or(false);
  return true;
}

}  // namespace cairn::ext
