#include "core/query/variants.h"

#include <string>
#include <utility>

#include "core/index/semantic_status.h"

namespace cairn::query {
namespace {

std::vector<store::Snapshot::Found> find_variants(const store::Snapshot& snapshot, std::string_view path) {
  return snapshot.find_files_with_prefix(index::kSemanticLayer, std::string(path) + kVariantMark);
}

}  // namespace

std::string_view path_of_variant(std::string_view variant_path) {
  return variant_path.substr(0, variant_path.rfind(kVariantMark));
}

std::vector<Variant> variants_of(const store::Snapshot& snapshot, std::string_view path) {
  std::vector<Variant> variants;
  for (const auto& [part, file] : find_variants(snapshot, path)) {
    const store::FileRecord record = part->segment->file_record(file);
    if (!part->segment->is_damaged()) variants.push_back({part, file, record});
  }
  return variants;
}

std::vector<Variant> current_variants(const store::Snapshot& snapshot, std::string_view path,
                                      std::uint64_t content_hash) {
  std::vector<Variant> variants = variants_of(snapshot, path);
  std::erase_if(variants, [&](const Variant& each) { return each.record.content_hash != content_hash; });
  return variants;
}

bool has_variants(const store::Snapshot& snapshot, std::string_view path) {
  return !find_variants(snapshot, path).empty();
}

}  // namespace cairn::query
