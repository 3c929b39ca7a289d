#include "core/deps/file_edges.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "core/store/variant_path.h"

namespace cairn::deps {
namespace {

using File = IncludeGraph::File;
using Edge = IncludeGraph::Edge;

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

void sort_unique(std::vector<Edge>& edges, bool by_line) {
  std::sort(edges.begin(), edges.end(), [&](const Edge& a, const Edge& b) {
    return by_line ? std::tie(a.line, a.to) < std::tie(b.line, b.to) : std::tie(a.to, a.line) < std::tie(b.to, b.line);
  });
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
}

// Tarjan's algorithm ("Depth-first search and linear graph algorithms", 1972), without recursion.
class Components {
 public:
  explicit Components(const FileEdges& edges)
      : edges_(edges), index_(edges.size(), kNone), low_(edges.size()), is_open_(edges.size()) {
    for (File file = 0; file < edges_.size(); ++file) {
      if (index_[file] == kNone) visit(file);
    }
  }

  std::vector<std::vector<File>> found;  // of several files, or of one that includes itself

 private:
  struct Step {
    File file;
    std::size_t next = 0;
  };

  void enter(File file) {
    index_[file] = low_[file] = count_++;
    open_.push_back(file);
    is_open_[file] = true;
    steps_.push_back({file});
  }

  void visit(File root) {
    enter(root);
    while (!steps_.empty()) {
      Step& step = steps_.back();
      const std::vector<Edge>& edges = edges_.includes(step.file);
      if (step.next < edges.size()) {
        const File to = edges[step.next++].to;
        if (index_[to] == kNone) {
          enter(to);
        } else if (is_open_[to]) {
          low_[step.file] = std::min(low_[step.file], index_[to]);
        }
        continue;
      }
      const File file = step.file;
      steps_.pop_back();
      if (!steps_.empty()) low_[steps_.back().file] = std::min(low_[steps_.back().file], low_[file]);
      if (low_[file] == index_[file]) close(file);
    }
  }

  void close(File file) {
    std::vector<File> component;
    do {
      component.push_back(open_.back());
      is_open_[open_.back()] = false;
      open_.pop_back();
    } while (component.back() != file);
    const auto& edges = edges_.includes(file);
    const bool is_circle = component.size() > 1 ||
                           std::any_of(edges.begin(), edges.end(), [&](const Edge& edge) { return edge.to == file; });
    if (is_circle) found.push_back(std::move(component));
  }

  const FileEdges& edges_;
  std::vector<std::uint32_t> index_;
  std::vector<std::uint32_t> low_;
  std::vector<bool> is_open_;
  std::vector<File> open_;
  std::vector<Step> steps_;
  std::uint32_t count_ = 0;
};

// The shortest way from `start` back to itself.
std::vector<File> shortest_circle(const FileEdges& edges, File start, const std::vector<std::uint32_t>& component) {
  std::vector<std::pair<File, std::size_t>> order = {{start, 0}};  // with the place of who came before
  std::vector<bool> is_seen(edges.size());
  for (std::size_t next = 0; next < order.size(); ++next) {
    for (const Edge& edge : edges.includes(order[next].first)) {
      if (edge.to == start) {
        std::vector<File> way;
        for (std::size_t at = next; at != 0; at = order[at].second) way.push_back(order[at].first);
        way.push_back(start);
        std::reverse(way.begin(), way.end());
        return way;
      }
      if (component[edge.to] != component[start] || is_seen[edge.to]) continue;
      is_seen[edge.to] = true;
      order.emplace_back(edge.to, next);
    }
  }
  return {start};
}

}  // namespace

FileEdges::FileEdges(IncludeGraph& graph) : graph_(graph) {
  const store::Snapshot& snapshot = graph.snapshot();
  std::vector<std::pair<File, IncludeGraph::Edges>> read;
  for (const store::Part& part : snapshot.parts) {
    const store::Segment& segment = *part.segment;
    if (segment.file().layer() != graph.layers().read) continue;
    for (store::Ordinal ordinal = 0; ordinal < segment.count(store::Section::kFiles); ++ordinal) {
      if (!part.is_live(ordinal)) continue;
      const File file = graph.add(store::own_path(segment.path(ordinal)));
      read.emplace_back(file, graph.read(segment, ordinal));
    }
  }
  includes_.resize(graph.size());
  includers_.resize(graph.size());
  is_read_.resize(graph.size());
  for (auto& [file, edges] : read) {
    is_read_[file] = true;
    includes_[file].insert(includes_[file].end(), edges.begin(), edges.end());
  }
  for (File file = 0; file < includes_.size(); ++file) {
    if (!is_read_[file]) includes_[file] = graph.scanned(file);
    sort_unique(includes_[file], true);
    for (const Edge& edge : includes_[file]) includers_[edge.to].push_back({file, edge.line});
  }
  for (std::vector<Edge>& edges : includers_) sort_unique(edges, false);
}

std::vector<IncludeCycle> find_cycles(const FileEdges& edges) {
  std::vector<std::vector<File>> found = std::move(Components(edges).found);
  std::vector<std::uint32_t> component(edges.size(), kNone);
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const File file : found[i]) component[file] = static_cast<std::uint32_t>(i);
  }
  std::vector<IncludeCycle> cycles;
  for (std::vector<File>& files : found) {
    std::sort(files.begin(), files.end(),
              [&](File a, File b) { return edges.graph().path(a) < edges.graph().path(b); });
    std::vector<File> way = shortest_circle(edges, files.front(), component);
    cycles.push_back({std::move(files), std::move(way)});
  }
  std::sort(cycles.begin(), cycles.end(), [&](const IncludeCycle& a, const IncludeCycle& b) {
    if (a.files.size() != b.files.size()) return a.files.size() > b.files.size();
    return edges.graph().path(a.files.front()) < edges.graph().path(b.files.front());
  });
  return cycles;
}

}  // namespace cairn::deps
