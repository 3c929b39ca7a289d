#include "core/deps/include_graph.h"

#include <utility>

#include "core/store/segment.h"
#include "core/store/variant_path.h"

namespace cairn::deps {

IncludeGraph::IncludeGraph(std::shared_ptr<const store::Snapshot> snapshot, StoreLayers layers)
    : snapshot_(std::move(snapshot)), layers_(layers) {
  for (const store::Part& part : snapshot_->parts) {
    const store::Segment& segment = *part.segment;
    if (segment.file().layer() != layers_.scanned) continue;
    for (store::Ordinal ordinal = 0; ordinal < segment.count(store::Section::kFiles); ++ordinal) {
      if (!part.is_live(ordinal)) continue;
      const File file = add(segment.path(ordinal));
      is_scanned_[file] = true;
      Edges edges = read(segment, ordinal);
      for (const Edge& edge : edges) includers_[edge.to].push_back({file, edge.line});
      scanned_[file] = std::move(edges);
    }
  }
}

std::optional<IncludeGraph::File> IncludeGraph::find(std::string_view path) const {
  const auto known = numbers_.find(path);
  return known == numbers_.end() ? std::nullopt : std::optional(known->second);
}

IncludeGraph::File IncludeGraph::add(std::string_view path) {
  if (const auto known = numbers_.find(path); known != numbers_.end()) return known->second;
  const auto file = static_cast<File>(paths_.size());
  paths_.emplace_back(path);
  numbers_.emplace(paths_.back(), file);
  is_scanned_.push_back(false);
  scanned_.emplace_back();
  includers_.emplace_back();
  return file;
}

IncludeGraph::Edges IncludeGraph::of_variant(const std::string& stored_path) {
  const auto found = snapshot_->find_file(layers_.read, stored_path);
  return found ? read(*found->part->segment, found->file) : Edges();
}

IncludeGraph::Edges IncludeGraph::read(const store::Segment& segment, store::Ordinal file) {
  Edges edges;
  for (const store::SegmentInclude& include : segment.includes(file)) {
    if (include.resolved) edges.push_back({add(store::own_path(segment.path(*include.resolved))), include.line});
  }
  return edges;
}

}  // namespace cairn::deps
