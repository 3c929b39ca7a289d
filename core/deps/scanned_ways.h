// ScannedWays: the ways to some files through the context-free include graph.
#pragma once

#include <vector>

#include "core/deps/include_graph.h"
#include "core/deps/unit_walk.h"

namespace cairn::deps {

// Immutable once made; borrows the graph.
class ScannedWays {
 public:
  // Files that are added to the graph later have no way.
  ScannedWays(const IncludeGraph& graph, const std::vector<IncludeGraph::File>& targets);

  // The shortest chain from a file to one of the targets; empty if there is none.
  Chain chain(IncludeGraph::File from) const;
  // Where that ends. REQUIRES: reaches(from).
  IncludeGraph::File end_of(IncludeGraph::File from) const;
  bool reaches(IncludeGraph::File from) const { return from < is_reaching_.size() && is_reaching_[from]; }

 private:
  std::vector<bool> is_reaching_;
  std::vector<IncludeGraph::Edge> next_;  // by file, towards the target; to itself: it is one
};

}  // namespace cairn::deps
