#include "server/report/prelude_report.h"

#include <vector>

#include <fmt/format.h>

namespace cairn::server {
namespace {

rpc::Json to_json(const std::vector<index::LeftOut>& left_out) {
  rpc::Json list = rpc::Json::array();
  for (const index::LeftOut& each : left_out) list.push_back({{"path", each.path}, {"reason", each.reason}});
  return list;
}

rpc::Json to_json(const index::GroupStatus& group) {
  rpc::Json layers = rpc::Json::array();
  for (const index::LayerStatus& layer : group.layers) {
    layers.push_back(
        {{"name", layer.name}, {"headers", layer.headers}, {"bytes", layer.bytes}, {"buildCpuMs", layer.build_ms}});
  }
  return {{"options", group.options},
          {"units", group.units},
          {"exactUnits", group.exact_units},
          {"state", group.state},
          {"reason", group.reason},
          {"layers", std::move(layers)},
          {"parsedOnIt", group.parsed_on_it},
          {"refused", group.refused},
          {"headersLeftOut", to_json(group.headers_left_out)},
          {"unitsLeftOut", to_json(group.units_left_out)}};
}

}  // namespace

rpc::Json to_json(const index::PreludeStatus& status) {
  rpc::Json groups = rpc::Json::array();
  for (const index::GroupStatus& group : status.groups) groups.push_back(to_json(group));
  return {{"mode", index::name_of(status.mode)}, {"groups", std::move(groups)}};
}

std::string prelude_line(const index::PreludeStatus& status) {
  if (status.mode == index::PreludeMode::kOff) return {};
  std::size_t ready = 0;
  std::uint64_t used = 0;
  std::uint64_t refused = 0;
  std::uint64_t build_ms = 0;
  for (const index::GroupStatus& group : status.groups) {
    ready += group.state == "ready" ? 1 : 0;
    used += group.parsed_on_it;
    refused += group.refused;
    for (const index::LayerStatus& layer : group.layers) build_ms += layer.build_ms;
  }
  return fmt::format("; {} preludes, {:.1f} CPU s to build, {} units on them, {} refused", ready,
                     static_cast<double>(build_ms) / 1000, used, refused);
}

}  // namespace cairn::server
