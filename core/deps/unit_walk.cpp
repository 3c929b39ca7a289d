#include "core/deps/unit_walk.h"

#include <algorithm>

namespace cairn::deps {

void UnitWalk::begin(const UnitFiles& unit) {
  ++now_;
  index_.resize(reader_.graph().size());
  epoch_.resize(reader_.graph().size());
  for (std::uint32_t i = 0; i < unit.files.size(); ++i) {
    index_[unit.files[i].file] = i;
    epoch_[unit.files[i].file] = now_;
  }
  is_seen_.assign(unit.files.size(), false);
  order_.clear();
  if (const auto source = index_of(unit.source)) push(*source, 0, std::nullopt);
}

std::optional<std::uint32_t> UnitWalk::index_of(IncludeGraph::File file) const {
  return file < epoch_.size() && epoch_[file] == now_ ? std::optional(index_[file]) : std::nullopt;
}

bool UnitWalk::push(std::uint32_t index, std::uint32_t parent, std::optional<std::uint32_t> line) {
  if (is_seen_[index]) return false;
  is_seen_[index] = true;
  order_.push_back({index, parent, line});
  return true;
}

// What nobody in the unit includes is named by the command line.
void UnitWalk::add_roots(const UnitFiles& unit) {
  std::vector<bool> is_included(unit.files.size());
  for (const ReadFile& file : unit.files) {
    for (const IncludeGraph::Edge& edge : reader_.includes_of(file)) {
      if (const auto index = index_of(edge.to)) is_included[*index] = true;
    }
  }
  for (std::uint32_t i = 0; i < unit.files.size(); ++i) {
    if (!is_included[i]) push(i, 0, std::nullopt);
  }
}

Chain UnitWalk::chain_to(const UnitFiles& unit, std::size_t visit) const {
  Chain chain = {{unit.files[order_[visit].index].file, std::nullopt}};
  for (std::size_t at = visit; at != 0; at = order_[at].parent) {
    chain.push_back({unit.files[order_[order_[at].parent].index].file, order_[at].line});
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

Chain UnitWalk::chain(const UnitFiles& unit, const std::vector<bool>& is_target) {
  begin(unit);
  const auto is_wanted = [&](std::uint32_t index) {
    const IncludeGraph::File file = unit.files[index].file;
    return file < is_target.size() && is_target[file];
  };
  bool has_roots = false;
  for (std::size_t next = 0;; ++next) {
    if (next == order_.size() && !has_roots) {
      add_roots(unit);
      has_roots = true;
    }
    if (next == order_.size()) return {};
    if (is_wanted(order_[next].index)) return chain_to(unit, next);
    for (const IncludeGraph::Edge& edge : reader_.includes_of(unit.files[order_[next].index])) {
      if (const auto index = index_of(edge.to)) push(*index, static_cast<std::uint32_t>(next), edge.line);
    }
  }
}

UnitWalk::Without UnitWalk::without(const UnitFiles& unit, IncludeGraph::File from, IncludeGraph::File to) {
  begin(unit);
  add_roots(unit);
  Without result;
  for (std::size_t next = 0; next < order_.size(); ++next) {
    const ReadFile& file = unit.files[order_[next].index];
    if (file.file == to) result.chain = chain_to(unit, next);
    for (const IncludeGraph::Edge& edge : reader_.includes_of(file)) {
      if (file.file == from && edge.to == to) {
        result.includes = true;
        continue;
      }
      if (const auto index = index_of(edge.to)) push(*index, static_cast<std::uint32_t>(next), edge.line);
    }
  }
  result.is_reached = is_seen_;
  return result;
}

}  // namespace cairn::deps
