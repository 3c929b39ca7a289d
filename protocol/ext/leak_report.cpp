#include "protocol/ext/leak_report.h"

namespace cairn::ext {

bool read(Reader reader, LeakReportParams& out) {
  if (reader.json().is_null()) return true;
  return reader.optional("scan", out.scan) && reader.optional("dismiss", out.dismiss) &&
         reader.optional("series", out.series) && reader.optional("history", out.history);
}

Json to_json(const LeakFinding& value) {
  Json json = {{"id", value.id},
               {"site", value.site},
               {"unit", value.unit},
               {"bytesPerWork", value.bytes_per_work},
               {"bytesPerWorkLow", value.bytes_per_work_low},
               {"bytesPerWorkHigh", value.bytes_per_work_high},
               {"growth", value.growth},
               {"since", value.since_ms},
               {"found", value.found_ms},
               {"scans", value.scans},
               {"growing", value.is_growing},
               {"dismissed", value.is_dismissed}};
  if (!value.work.empty()) json["work"] = value.work;
  if (!value.stacks.empty()) json["stacks"] = value.stacks;
  if (value.cleanup_freed) json["cleanupFreed"] = *value.cleanup_freed;
  return json;
}

Json to_json(const LeakSite& value) {
  Json json = {{"name", value.name}, {"unit", value.unit}, {"bytes", value.bytes}, {"samples", value.samples}};
  if (!value.series.empty()) json["series"] = value.series;
  return json;
}

Json to_json(const LeakReport& value) {
  Json json = {{"state", value.state},
               {"intervalMinutes", value.interval_minutes},
               {"scans", value.scans},
               {"skipped", value.skipped},
               {"suspicious", value.is_suspicious},
               {"workersRecycled", value.workers_recycled},
               {"findings", rpc::json_array(value.findings)},
               {"sites", rpc::json_array(value.sites)}};
  if (value.history) json["history"] = *value.history;
  if (value.last_ms) json["lastScan"] = *value.last_ms;
  return json;
}

}  // namespace cairn::ext
