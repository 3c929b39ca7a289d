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

bool Snapshot::is_damaged() const {
  return std::any_of(parts.begin(), parts.end(), [](const Part& part) { return part.segment->is_damaged(); });
}

}  // namespace cairn::store
