#include "protocol/ext/memory_report.h"

#include <cstddef>

namespace cairn::ext {
namespace {

// Adds `node` to `out`, down to `levels` levels below it.
void add_node(const MemoryNode& node, std::size_t levels, Json& out) {
  out["_self"] = out.value("_self", std::uint64_t{0}) + node.self_bytes;
  out["_total"] = out.value("_total", std::uint64_t{0}) + node.total_bytes();
  if (levels == 0) return;
  for (const MemoryNode& child : node.children) {
    Json& slot = out[child.name.starts_with('_') ? "_" + child.name : child.name];
    if (slot.is_null()) slot = Json::object();
    add_node(child, levels - 1, slot);
  }
}

Json tree_json(const MemoryNode& root, std::size_t levels) {
  Json json = Json::object();
  add_node(root, levels, json);
  return json;
}

constexpr std::size_t kAllLevels = ~std::size_t{0};

Json to_json(const ProcessMemory& value) {
  return {{"pid", value.pid},
          {"rss", value.rss},
          {"pss", value.pss},
          {"anonymous", value.anonymous},
          {"fileBacked", value.file_backed},
          {"swap", value.swap},
          {"peakRss", value.peak_rss}};
}

Json to_json(const AllocatorStats& value) {
  return {{"allocated", value.allocated}, {"active", value.active}, {"resident", value.resident},
          {"retained", value.retained},   {"mapped", value.mapped}, {"metadata", value.metadata}};
}

Json to_json(const MappedBytes& value) { return {{"size", value.size}, {"resident", value.resident}}; }

Json to_json(const MemoryBudget& value) {
  Json json = {{"limit", value.limit}, {"used", value.used}, {"step", value.step}};
  if (value.pressure) json["pressure"] = *value.pressure;
  return json;
}

}  // namespace

Json to_json(const MemorySample& value) {
  return {{"time", value.time_ms}, {"anonymous", value.anonymous}, {"allocated", value.allocated}};
}

Json to_json(const WorkerMemory& value) {
  return {{"pid", value.pid}, {"role", value.role},           {"job", value.job},     {"rss", value.rss},
          {"pss", value.pss}, {"anonymous", value.anonymous}, {"state", value.state}, {"ageMs", value.age_ms}};
}

bool read(Reader reader, MemoryDetail& out) {
  return rpc::read_string_enum<MemoryDetail>(reader,
                                             {{"summary", MemoryDetail::kSummary}, {"full", MemoryDetail::kFull}}, out);
}

bool read(Reader reader, MemoryReportParams& out) {
  return reader.json().is_null() || reader.optional("detail", out.detail);
}

std::uint64_t MemoryNode::total_bytes() const {
  std::uint64_t total = self_bytes;
  for (const MemoryNode& child : children) total += child.total_bytes();
  return total;
}

Json to_json(const MemoryReport& report, MemoryDetail detail) {
  Json json = {{"process", to_json(report.process)},
               {"components", tree_json(report.components, detail == MemoryDetail::kFull ? kAllLevels : 1)},
               {"workers", rpc::json_array(report.workers)},
               {"budget", to_json(report.budget)},
               {"leaks", rpc::json_array(report.leaks)},
               {"history", rpc::json_array(report.history)}};
  if (report.mapped) {
    json["mapped"] = {{"segments", to_json(report.mapped->segments)},
                      {"preludes", to_json(report.mapped->preludes)},
                      {"other", to_json(report.mapped->other)}};
  }
  if (report.unaccounted) json["unaccounted"] = *report.unaccounted;
  if (report.allocator) json["allocator"] = to_json(*report.allocator);
  return json;
}

Json memory_usage_json(const MemoryNode& root) { return tree_json(root, kAllLevels); }

}  // namespace cairn::ext
