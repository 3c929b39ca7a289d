// FileEdges: what each file includes, whichever unit reads it.
#pragma once

#include <cstdint>
#include <vector>

#include "core/deps/include_graph.h"

namespace cairn::deps {

// Of a file that clang read the union of what it included in any unit, else what the scan says. Immutable once made;
// borrows the graph, to which it adds the files that units read. Memory: 16 bytes for each include.
class FileEdges {
 public:
  using File = IncludeGraph::File;
  using Edge = IncludeGraph::Edge;

  explicit FileEdges(IncludeGraph& graph);

  std::size_t size() const { return includes_.size(); }
  // By line, then file; each once.
  const std::vector<Edge>& includes(File file) const { return includes_[file]; }
  // By file, then line, which is that in the includer.
  const std::vector<Edge>& includers(File file) const { return includers_[file]; }
  // Whether includes() is what clang found.
  bool is_read(File file) const { return is_read_[file]; }
  const IncludeGraph& graph() const { return graph_; }

 private:
  IncludeGraph& graph_;
  std::vector<std::vector<Edge>> includes_;
  std::vector<std::vector<Edge>> includers_;
  std::vector<bool> is_read_;
};

// Files that include each other in a circle.
struct IncludeCycle {
  std::vector<IncludeGraph::File> files;  // all that reach each other, by path
  std::vector<IncludeGraph::File>
      way;  // a shortest circle through the first of them; the first does not stand again at the end
};
// Those with most files first, then by path. Time and memory linear in the graph, but for the ways.
std::vector<IncludeCycle> find_cycles(const FileEdges& edges);

}  // namespace cairn::deps
