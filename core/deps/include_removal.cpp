#include "core/deps/include_removal.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/deps/scanned_ways.h"
#include "core/deps/unit_cost.h"

namespace cairn::deps {

Result<Removal> find_removal(UnitReader& reader, const std::string& includer, const std::string& included,
                             const std::stop_token& stop) {
  IncludeGraph& graph = reader.graph();
  const IncludeGraph::File from = graph.add(includer);
  const IncludeGraph::File to = graph.add(included);
  const ScannedWays ways(graph, {from});
  UnitWalk walk(reader);
  Removal removal;
  const auto take = [&](const UnitFiles& unit) {
    if (!unit.is_read) {
      removal.unread_units += ways.reaches(unit.source) ? 1 : 0;
      return true;
    }
    const bool has_both = std::count_if(unit.files.begin(), unit.files.end(), [&](const ReadFile& each) {
                            return each.file == from || each.file == to;
                          }) == 2;
    if (!has_both) return true;
    const UnitWalk::Without without = walk.without(unit, from, to);
    if (!without.includes) return true;
    LighterUnit lighter;
    lighter.key = unit.unit.key;
    lighter.chain = links_of(graph, without.chain);
    std::uint64_t all_bytes = 0;
    for (std::size_t i = 0; i < unit.files.size(); ++i) {
      all_bytes += unit.files[i].size_bytes;
      if (without.is_reached[i]) continue;
      ++lighter.files;
      lighter.size_bytes += unit.files[i].size_bytes;
    }
    const std::uint64_t cost_ms = cost_of(unit).first;
    if (all_bytes != 0) lighter.saved_ms = static_cast<std::uint32_t>(cost_ms * lighter.size_bytes / all_bytes);
    removal.saved_ms += lighter.saved_ms;
    removal.units.push_back(std::move(lighter));
    return true;
  };
  if (auto visited = reader.visit(stop, take); !visited) return unexpected(visited.error());
  std::sort(removal.units.begin(), removal.units.end(), [](const LighterUnit& a, const LighterUnit& b) {
    return std::tie(b.saved_ms, b.files, a.key) < std::tie(a.saved_ms, a.files, b.key);
  });
  return removal;
}

}  // namespace cairn::deps
