#include "server/convert/impact.h"

#include <algorithm>
#include <utility>

#include "core/index/unit_listing.h"

namespace cairn::server {
namespace {

double seconds(std::uint64_t ms) { return static_cast<double>(ms) / 1000; }

const char* name_of(deps::CostSource source) {
  switch (source) {
    case deps::CostSource::kBuild:
      return "build";
    case deps::CostSource::kParse:
      return "parse";
    case deps::CostSource::kMean:
      return "mean";
    case deps::CostSource::kNone:
      return "none";
  }
  return "none";
}

std::vector<std::string> to_paths(const std::vector<std::string>& files, const std::string& root) {
  std::vector<std::string> paths;
  for (const std::string& file : files) paths.push_back(index::absolute_path(root, file));
  return paths;
}

}  // namespace

std::vector<ext::IncludeLink> to_links(const std::vector<deps::ChainLink>& chain, const std::string& root) {
  std::vector<ext::IncludeLink> links;
  for (const deps::ChainLink& link : chain) links.push_back({index::absolute_path(root, link.path), link.line});
  return links;
}

ext::ImpactResult to_result(const deps::Impact& impact, const std::vector<std::string>& files, bool has_mentions,
                            const deps::ProjectUnits& project, const std::string& root, std::size_t limit) {
  ext::ImpactResult result;
  result.files = to_paths(files, root);
  result.unknown_files = to_paths(impact.unknown, root);
  result.unit_count = impact.units.size();
  result.all_units = impact.all_units;
  result.inexact_units = impact.inexact_units;
  result.seconds = seconds(impact.cost_ms);
  result.problems = project.problems;
  for (std::size_t i = 0; i < std::min(limit, impact.units.size()); ++i) {
    const deps::AffectedUnit& unit = impact.units[i];
    ext::ImpactUnit shown;
    shown.path = index::absolute_path(root, unit.key.path);
    shown.slot = unit.key.slot;
    shown.is_exact = unit.is_exact;
    shown.seconds = seconds(unit.cost_ms);
    shown.cost = name_of(unit.cost_source);
    for (const std::uint32_t target : unit.targets) shown.targets.push_back(project.targets[target].name);
    if (has_mentions) shown.mentions = unit.mentions;
    shown.chain = to_links(unit.chain, root);
    result.units.push_back(std::move(shown));
  }
  for (const deps::AffectedTarget& each : impact.targets) {
    const deps::ProjectTarget& target = project.targets[each.target];
    result.targets.push_back({target.name, target.kind, each.units, seconds(each.cost_ms)});
  }
  return result;
}

ext::RemovalResult to_result(const deps::Removal& removal, const std::string& includer, const std::string& included,
                             const std::string& root, std::size_t limit) {
  ext::RemovalResult result;
  result.includer = index::absolute_path(root, includer);
  result.included = index::absolute_path(root, included);
  result.unit_count = removal.units.size();
  result.unread_units = removal.unread_units;
  result.seconds = seconds(removal.saved_ms);
  for (std::size_t i = 0; i < std::min(limit, removal.units.size()); ++i) {
    const deps::LighterUnit& unit = removal.units[i];
    result.units.push_back({index::absolute_path(root, unit.key.path), unit.files, unit.size_bytes,
                            seconds(unit.saved_ms), to_links(unit.chain, root)});
  }
  return result;
}

}  // namespace cairn::server
