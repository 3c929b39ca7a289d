#include "core/index/include_changes.h"

#include <algorithm>

#include "core/index/lexical_index.h"
#include "platform/fs/path.h"

namespace cairn::index {

namespace {

// Live files of the lexical layer with an include for which `is_concerned`.
template <typename IsConcerned>
std::vector<std::string> files_with_include(const store::Snapshot& snapshot, const IsConcerned& is_concerned) {
  std::vector<std::string> files;
  for (const store::Part& part : snapshot.parts) {
    if (part.segment->file().layer() != kLexicalLayer) continue;
    for (store::Ordinal file = 0; file < part.segment->count(store::Section::kPaths); ++file) {
      if (!part.is_live(file)) continue;
      const std::vector<store::SegmentInclude> includes = part.segment->includes(file);
      const bool is_one = std::any_of(includes.begin(), includes.end(), [&](const store::SegmentInclude& include) {
        return is_concerned(*part.segment, file, include);
      });
      if (is_one) files.emplace_back(part.segment->path(file));
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::vector<std::string> files_that_include(const store::Snapshot& snapshot, const std::set<std::string>& names) {
  return files_with_include(snapshot, [&](const store::Segment&, store::Ordinal, const store::SegmentInclude& include) {
    return names.contains(std::string(include.spelled.substr(include.spelled.rfind('/') + 1)));
  });
}

std::vector<std::string> files_that_lead_elsewhere(const store::Snapshot& snapshot, const IncludeResolver& resolver) {
  return files_with_include(
      snapshot, [&](const store::Segment& segment, store::Ordinal file, const store::SegmentInclude& include) {
        const std::string_view is = include.resolved ? segment.path(*include.resolved) : std::string_view();
        return resolver.resolve(segment.path(file), include.spelled, include.is_angled).path != is;
      });
}

std::vector<std::string> files_out_of_reach(const store::Snapshot& snapshot,
                                            const std::function<bool(std::string_view)>& is_kept) {
  std::set<std::string> unreached;
  for (const store::Part& part : snapshot.parts) {
    if (part.segment->file().layer() != kLexicalLayer) continue;
    for (store::Ordinal file = 0; file < part.segment->count(store::Section::kPaths); ++file) {
      if (part.is_live(file) && !is_kept(part.segment->path(file))) unreached.emplace(part.segment->path(file));
    }
  }
  // Whatever is reached may reach others, so until nothing changes.
  for (bool has_changed = !unreached.empty(); has_changed;) {
    has_changed = std::erase_if(unreached, [&](const std::string& path) {
                    return std::any_of(snapshot.parts.begin(), snapshot.parts.end(), [&](const store::Part& part) {
                      if (part.segment->file().layer() != kLexicalLayer) return false;
                      const auto there = part.segment->find_path(path);
                      if (!there) return false;
                      const std::vector<store::Ordinal> includers = part.segment->includers(*there);
                      return std::any_of(includers.begin(), includers.end(), [&](store::Ordinal includer) {
                        return part.is_live(includer) && !unreached.contains(std::string(part.segment->path(includer)));
                      });
                    });
                  }) != 0;
  }
  return {unreached.begin(), unreached.end()};
}

}  // namespace cairn::index
