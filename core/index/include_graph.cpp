#include "core/index/include_graph.h"

#include <set>

#include "core/index/lexical_index.h"

namespace cairn::index {
namespace {

// Resolved includes of a file, each as a path.
std::vector<std::string> includes_of(const store::Snapshot& snapshot, const std::string& path) {
  std::vector<std::string> result;
  const auto found = snapshot.find_file(kLexicalLayer, path);
  if (!found) return result;
  const store::Segment& segment = *found->part->segment;
  for (const store::SegmentInclude& include : segment.includes(found->file)) {
    if (include.resolved) result.emplace_back(segment.path(*include.resolved));
  }
  return result;
}

}  // namespace

std::vector<std::string> include_closure(const store::Snapshot& snapshot, const std::string& path, std::size_t limit) {
  std::vector<std::string> closure{path};
  std::set<std::string> seen{path};
  for (std::size_t next = 0; next < closure.size() && closure.size() < limit; ++next) {
    for (std::string& include : includes_of(snapshot, closure[next])) {
      if (closure.size() < limit && seen.insert(include).second) closure.push_back(std::move(include));
    }
  }
  return closure;
}

std::vector<std::string> files_with_same_includes(const store::Snapshot& snapshot,
                                                  const std::vector<std::string>& paths, std::size_t limit) {
  std::set<std::string> headers(paths.begin(), paths.end());
  for (const std::string& path : paths) {
    for (std::string& include : includes_of(snapshot, path)) headers.insert(std::move(include));
  }
  std::vector<std::string> files;
  for (const store::Part& part : snapshot.parts) {
    if (part.segment->file().layer() != kLexicalLayer) continue;
    for (const std::string& header : headers) {
      const auto there = part.segment->find_path(header);
      if (!there) continue;
      for (const store::Ordinal includer : part.segment->includers(*there)) {
        if (files.size() >= limit) return files;
        if (part.is_live(includer)) files.emplace_back(part.segment->path(includer));
      }
    }
  }
  return files;
}

}  // namespace cairn::index
