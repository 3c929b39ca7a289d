#include "core/query/include_map.h"

#include "core/store/segment.h"

namespace cairn::query {

IncludeMap::IncludeMap(const store::Snapshot& snapshot, std::uint32_t layer) {
  for (const store::Part& part : snapshot.parts) {
    const store::Segment& segment = *part.segment;
    if (segment.file().layer() != layer) continue;
    for (store::Ordinal ordinal = 0; ordinal < segment.count(store::Section::kFiles); ++ordinal) {
      if (!part.is_live(ordinal)) continue;
      const File file = number(segment.path(ordinal));
      constexpr std::uint32_t kOnce = model::FileFacts::kIncludeGuard | model::FileFacts::kPragmaOnce;
      is_textual_[file] = (segment.file_record(ordinal).flags & kOnce) == 0;
      for (const store::SegmentInclude& include : segment.includes(ordinal)) {
        if (!include.resolved) continue;
        const File included = number(segment.path(*include.resolved));
        includes_[file].push_back(included);
        includers_[included].push_back(file);
      }
    }
  }
}

std::optional<IncludeMap::File> IncludeMap::find(std::string_view path) const {
  const auto known = numbers_.find(path);
  return known == numbers_.end() ? std::nullopt : std::optional(known->second);
}

IncludeMap::File IncludeMap::number(std::string_view path) {
  const auto [known, is_new] = numbers_.try_emplace(path, static_cast<File>(paths_.size()));
  if (is_new) {
    paths_.push_back(path);
    is_textual_.push_back(false);
    includes_.emplace_back();
    includers_.emplace_back();
  }
  return known->second;
}

}  // namespace cairn::query
