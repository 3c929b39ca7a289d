#include "core/store/snapshot.h"

#include <algorithm>

namespace cairn::store {

std::optional<Snapshot::Found> Snapshot::find_file(std::uint32_t layer, std::string_view path) const {
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (part->segment->file().layer() != layer) continue;
    const std::optional<Ordinal> file = part->segment->find_path(path);
    if (file && part->is_live(*file)) return Found{&*part, *file};
  }
  return std::nullopt;
}

std::vector<Snapshot::Found> Snapshot::find_files_with_prefix(std::uint32_t layer, std::string_view prefix) const {
  std::vector<Found> found;
  for (const Part& part : parts) {
    if (part.segment->file().layer() != layer) continue;
    const Ordinal first = part.segment->first_path_from(prefix);
    BlobCursor cursor(part.segment->file(), Section::kPaths, first);
    Bytes blob;
    for (Ordinal file = first; cursor.next(blob) && as_text(blob).starts_with(prefix); ++file) {
      if (part.is_live(file)) found.push_back({&part, file});
    }
  }
  return found;
}

bool Snapshot::is_damaged() const {
  return std::any_of(parts.begin(), parts.end(), [](const Part& part) { return part.segment->is_damaged(); });
}

}  // namespace cairn::store
