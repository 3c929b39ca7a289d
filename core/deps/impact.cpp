#include "core/deps/impact.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/deps/scanned_ways.h"
#include "core/deps/unit_cost.h"
#include "core/deps/unit_walk.h"

namespace cairn::deps {

std::vector<ChainLink> links_of(const IncludeGraph& graph, const Chain& chain) {
  std::vector<ChainLink> links;
  for (const ChainStep& step : chain) links.push_back({graph.path(step.file), step.line});
  return links;
}
namespace {

std::vector<IncludeGraph::File> numbers_of(IncludeGraph& graph, const std::vector<std::string>& paths) {
  std::vector<IncludeGraph::File> files;
  for (const std::string& path : paths) files.push_back(graph.add(path));
  return files;
}

std::vector<bool> marked(const IncludeGraph& graph, const std::vector<IncludeGraph::File>& files) {
  std::vector<bool> marks(graph.size());
  for (const IncludeGraph::File file : files) marks[file] = true;
  return marks;
}

// Adds the targets that have affected units, and those that need one of these.
void add_targets(const ProjectUnits& project, Impact& impact) {
  std::vector<AffectedTarget> all(project.targets.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i].target = i;
  for (const AffectedUnit& unit : impact.units) {
    for (const std::uint32_t target : unit.targets) {
      ++all[target].units;
      all[target].cost_ms += unit.cost_ms;
    }
  }
  std::vector<std::vector<std::uint32_t>> needed_by(all.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    for (const std::uint32_t need : project.targets[i].needs) needed_by[need].push_back(i);
  }
  std::vector<bool> is_hit(all.size());
  std::vector<std::uint32_t> order;
  const auto hit = [&](std::uint32_t target) {
    if (!is_hit[target]) order.push_back(target);
    is_hit[target] = true;
  };
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    if (all[i].units != 0) hit(i);
  }
  for (std::size_t next = 0; next < order.size(); ++next) {
    for (const std::uint32_t target : needed_by[order[next]]) hit(target);
  }
  for (const std::uint32_t target : order) impact.targets.push_back(all[target]);
  std::sort(impact.targets.begin(), impact.targets.end(), [&](const AffectedTarget& a, const AffectedTarget& b) {
    return std::tuple(b.cost_ms, b.units, project.targets[a.target].name) <
           std::tuple(a.cost_ms, a.units, project.targets[b.target].name);
  });
}

}  // namespace

Result<Impact> find_impact(UnitReader& reader, const ImpactQuestion& question, const std::stop_token& stop) {
  IncludeGraph& graph = reader.graph();
  const std::vector<IncludeGraph::File> targets = numbers_of(graph, question.files);
  const std::vector<IncludeGraph::File> mentioning = numbers_of(graph, question.mentioning);
  const std::vector<bool> is_target = marked(graph, targets);
  const std::vector<bool> is_mentioning = marked(graph, mentioning);
  std::vector<bool> is_known(graph.size());
  const ScannedWays ways(graph, targets);
  const ScannedWays mentions(graph, mentioning);
  UnitWalk walk(reader);
  Impact impact;
  const auto take = [&](const UnitFiles& unit) {
    ++impact.all_units;
    if (!unit.is_exact()) ++impact.inexact_units;
    AffectedUnit affected;
    bool is_read = false;
    for (const ReadFile& file : unit.files) {
      if (file.file >= is_target.size()) continue;
      affected.mentions = affected.mentions || is_mentioning[file.file];
      if (!is_target[file.file]) continue;
      is_known[file.file] = true;
      is_read = true;
    }
    const bool is_guessed = !is_read && !unit.is_exact() && ways.reaches(unit.source);
    if (!is_read && !is_guessed) return true;
    if (!unit.is_exact()) affected.mentions = affected.mentions || mentions.reaches(unit.source);
    if (is_guessed) is_known[ways.end_of(unit.source)] = true;
    if (question.wants_chains) {
      affected.chain = links_of(graph, is_read ? walk.chain(unit, is_target) : ways.chain(unit.source));
    }
    affected.key = unit.unit.key;
    affected.is_exact = unit.is_exact();
    affected.targets = unit.unit.targets;
    std::tie(affected.cost_ms, affected.cost_source) = cost_of(unit);
    impact.units.push_back(std::move(affected));
    return true;
  };
  if (auto visited = reader.visit(stop, take); !visited) return unexpected(visited.error());
  for (AffectedUnit& unit : impact.units) {
    if (unit.cost_source == CostSource::kNone && reader.mean_cost_ms()) {
      unit.cost_ms = *reader.mean_cost_ms();
      unit.cost_source = CostSource::kMean;
    }
    impact.cost_ms += unit.cost_ms;
  }
  std::sort(impact.units.begin(), impact.units.end(), [](const AffectedUnit& a, const AffectedUnit& b) {
    return std::tie(b.cost_ms, a.key) < std::tie(a.cost_ms, b.key);
  });
  add_targets(reader.project(), impact);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    // Several files may lie on one way, of which only the nearest counts; what somebody includes is known.
    if (!is_known[targets[i]] && graph.scanned_includers(targets[i]).empty())
      impact.unknown.push_back(question.files[i]);
  }
  return impact;
}

}  // namespace cairn::deps
