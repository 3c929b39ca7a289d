#include "core/deps/header_costs.h"

#include <algorithm>

#include "core/deps/unit_cost.h"

namespace cairn::deps {

Result<HeaderCosts> find_header_costs(UnitReader& reader, const std::stop_token& stop) {
  const IncludeGraph& graph = reader.graph();
  HeaderCosts costs;
  std::vector<HeaderCost> by_file(graph.size());
  std::vector<double> reading(graph.size());
  std::vector<bool> is_source(graph.size());
  const auto take = [&](const UnitFiles& unit) {
    if (!unit.is_read) {
      ++costs.unread_units;
      return true;
    }
    ++costs.units;
    const std::uint32_t cost_ms = cost_of(unit).first;
    costs.all_ms += cost_ms;
    std::uint64_t bytes = 0;
    for (const ReadFile& file : unit.files) bytes += file.size_bytes;
    for (const ReadFile& file : unit.files) {
      HeaderCost& cost = by_file[file.file];
      ++cost.units;
      cost.rebuild_ms += cost_ms;
      if (bytes != 0) {
        reading[file.file] +=
            static_cast<double>(cost_ms) * static_cast<double>(file.size_bytes) / static_cast<double>(bytes);
      }
    }
    if (unit.source < is_source.size()) is_source[unit.source] = true;
    return true;
  };
  if (auto visited = reader.visit(stop, take); !visited) return unexpected(visited.error());
  for (IncludeGraph::File file = 0; file < by_file.size(); ++file) {
    if (by_file[file].units == 0 || is_source[file]) continue;
    by_file[file].file = file;
    by_file[file].reading_ms = static_cast<std::uint64_t>(reading[file]);
    costs.headers.push_back(by_file[file]);
  }
  std::sort(costs.headers.begin(), costs.headers.end(), [&](const HeaderCost& a, const HeaderCost& b) {
    if (a.reading_ms != b.reading_ms) return a.reading_ms > b.reading_ms;
    if (a.rebuild_ms != b.rebuild_ms) return a.rebuild_ms > b.rebuild_ms;
    return graph.path(a.file) < graph.path(b.file);
  });
  return costs;
}

}  // namespace cairn::deps
