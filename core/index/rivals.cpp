#include "core/index/rivals.h"

#include "core/index/lexical_index.h"
#include "platform/base/hash.h"

namespace cairn::index {
namespace {

std::uint64_t name_hash(std::string_view path) { return base::hash64(path.substr(path.rfind('/') + 1)); }

}  // namespace

Rivals Rivals::of(const store::Snapshot& snapshot, const std::vector<std::string>& outside) {
  Rivals rivals;
  for (const std::string& path : outside) rivals.sums_[name_hash(path)] += base::hash64(path);
  for (const store::Part& part : snapshot.parts) {
    if (part.segment->file().layer() != kLexicalLayer) continue;
    store::BlobCursor paths(part.segment->file(), store::Section::kPaths);
    store::Bytes blob;
    while (paths.next(blob)) {
      const std::string_view path = store::as_text(blob);
      if (path.starts_with('/') || !part.is_live(static_cast<store::Ordinal>(paths.position() - 1))) continue;
      rivals.sums_[name_hash(path)] += base::hash64(path);
    }
  }
  return rivals;
}

std::uint64_t Rivals::of(std::string_view path) const {
  const auto found = sums_.find(name_hash(path));
  return found == sums_.end() ? 0 : found->second;
}

std::size_t Rivals::memory_bytes() const {
  constexpr std::size_t kNode = 32;
  return sums_.size() * kNode + sums_.bucket_count() * sizeof(void*);
}

}  // namespace cairn::index
