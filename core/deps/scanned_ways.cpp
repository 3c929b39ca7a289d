#include "core/deps/scanned_ways.h"

namespace cairn::deps {

ScannedWays::ScannedWays(const IncludeGraph& graph, const std::vector<IncludeGraph::File>& targets)
    : is_reaching_(graph.size()), next_(graph.size()) {
  std::vector<IncludeGraph::File> order;
  for (const IncludeGraph::File target : targets) {
    if (is_reaching_[target]) continue;
    is_reaching_[target] = true;
    next_[target].to = target;
    order.push_back(target);
  }
  for (std::size_t at = 0; at < order.size(); ++at) {
    for (const IncludeGraph::Edge& edge : graph.scanned_includers(order[at])) {
      if (is_reaching_[edge.to]) continue;
      is_reaching_[edge.to] = true;
      next_[edge.to] = {order[at], edge.line};
      order.push_back(edge.to);
    }
  }
}

Chain ScannedWays::chain(IncludeGraph::File from) const {
  Chain chain;
  if (!reaches(from)) return chain;
  for (IncludeGraph::File file = from;; file = next_[file].to) {
    if (next_[file].to == file) {
      chain.push_back({file, std::nullopt});
      return chain;
    }
    chain.push_back({file, next_[file].line});
  }
}

IncludeGraph::File ScannedWays::end_of(IncludeGraph::File from) const {
  while (next_[from].to != from) from = next_[from].to;
  return from;
}

}  // namespace cairn::deps
