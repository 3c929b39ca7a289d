#include "server/report/impact_text.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/index/unit_listing.h"

namespace cairn::server {
namespace {

// "about 12.3 s: 10.0 s as built, 2.3 s to parse".
std::string cost_text(const ext::ImpactResult& result) {
  std::map<std::string, double> parts;
  for (const ext::ImpactUnit& unit : result.units) parts[unit.cost] += unit.seconds;
  constexpr std::array<std::pair<const char*, const char*>, 3> kKinds = {
      {{"build", "as ninja built them"}, {"parse", "CPU as Cairn parsed them"}, {"mean", "guessed from the others"}}};
  std::string text;
  for (const auto& [kind, words] : kKinds) {
    const auto part = parts.find(kind);
    if (part == parts.end()) continue;
    text += fmt::format("{}{:.1f} s {}", text.empty() ? "" : ", ", part->second, words);
  }
  return text.empty() ? "cost not known" : text;
}

}  // namespace

std::string chain_text(const std::vector<ext::IncludeLink>& chain, const std::string& root) {
  std::string text;
  for (const ext::IncludeLink& link : chain) {
    text += (text.empty() ? "" : " > ") + shown_path(link.path, root);
    if (link.line) text += fmt::format(":{}", *link.line + 1);
  }
  return text;
}

std::string shown_path(const std::string& path, const std::string& root) { return index::index_path(root, path); }

std::string impact_text(const ext::ImpactResult& result, const std::string& root) {
  std::string text;
  for (const std::string& file : result.unknown_files) {
    text += fmt::format("{}: no unit is known to read it\n", shown_path(file, root));
  }
  const std::string what =
      result.files.size() == 1 ? shown_path(result.files.front(), root) : fmt::format("{} files", result.files.size());
  text += fmt::format("{}: {} of {} units, {}\n", what, result.unit_count, result.all_units, cost_text(result));
  if (!result.units.empty() && result.units.front().mentions) {
    const auto mentioning = std::count_if(result.units.begin(), result.units.end(),
                                          [](const ext::ImpactUnit& unit) { return unit.mentions.value_or(false); });
    text += fmt::format("{} of them read a file that mentions it\n", mentioning);
  }
  if (!result.targets.empty()) text += "targets:\n";
  for (const ext::ImpactTarget& target : result.targets) {
    const std::string kind = target.kind.empty() ? std::string() : " (" + target.kind + ")";
    text += target.units == 0
                ? fmt::format("  {}{}: built after one of them\n", target.name, kind)
                : fmt::format("  {}{}: {} units, {:.1f} s\n", target.name, kind, target.units, target.seconds);
  }
  if (!result.units.empty()) text += "units:\n";
  for (const ext::ImpactUnit& unit : result.units) {
    text += fmt::format("  {:.2f} s  {}{}\n", unit.seconds, chain_text(unit.chain, root),
                        unit.is_exact ? "" : "  (not exact)");
  }
  for (const std::string& problem : result.problems) text += problem + "\n";
  return text;
}

std::string removal_text(const ext::RemovalResult& result, const std::string& root) {
  std::string text = fmt::format("without {} in {}: {} units read less, about {:.2f} s less to parse\n",
                                 shown_path(result.included, root), shown_path(result.includer, root),
                                 result.unit_count, result.seconds);
  for (const ext::RemovalUnit& unit : result.units) {
    text += fmt::format("  {:.2f} s  {}: {} files, {} bytes less", unit.seconds, shown_path(unit.path, root),
                        unit.files, unit.bytes);
    if (!unit.chain.empty()) text += fmt::format("; it still comes by {}", chain_text(unit.chain, root));
    text += "\n";
  }
  return text;
}

std::string dot_string(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c == '\n' ? ' ' : c;
  }
  return quoted + "\"";
}

std::string impact_dot(const ext::ImpactResult& result, const std::string& root) {
  std::set<std::pair<std::string, std::string>> edges;
  std::string text = "digraph impact {\n  rankdir=LR;\n  node [shape=plaintext];\n";
  for (const std::string& file : result.files) {
    text += fmt::format("  {} [shape=box,style=bold];\n", dot_string(shown_path(file, root)));
  }
  for (const ext::ImpactUnit& unit : result.units) {
    text += fmt::format("  {} [shape=ellipse,tooltip={}];\n", dot_string(shown_path(unit.path, root)),
                        dot_string(fmt::format("{:.2f} s {}", unit.seconds, fmt::join(unit.targets, " "))));
    for (std::size_t i = 1; i < unit.chain.size(); ++i) {
      edges.emplace(shown_path(unit.chain[i - 1].path, root), shown_path(unit.chain[i].path, root));
    }
  }
  for (const auto& [from, to] : edges) text += fmt::format("  {} -> {};\n", dot_string(from), dot_string(to));
  return text + "}\n";
}

}  // namespace cairn::server
