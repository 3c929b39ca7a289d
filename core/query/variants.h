// Variants: the rows that units state about one file, and which of them are current.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/store/snapshot.h"

namespace cairn::query {

// Rows of a file in the semantic layer stand under "PATH\x1fROWSHASH": one variant for
// each different set of rows that units state about it.
inline constexpr char kVariantMark = '\x1f';

// "a/b.h" of "a/b.h\x1f0123…"; the path itself where there is no mark. A view into it.
std::string_view path_of_variant(std::string_view variant_path);

struct Variant {
  const store::Part* part = nullptr;
  store::Ordinal file = 0;
  store::FileRecord record;  // with the hash and the stamp of the text that the rows are about
};

// The live variants of a file; none: no unit that is indexed has it. Valid as long as the
// snapshot. Thread-safe, as all of this folder.
std::vector<Variant> variants_of(const store::Snapshot& snapshot, std::string_view path);

// Those that were made from a text of this hash (store's content hash, base::hash64).
std::vector<Variant> current_variants(const store::Snapshot& snapshot, std::string_view path,
                                      std::uint64_t content_hash);

bool has_variants(const store::Snapshot& snapshot, std::string_view path);

}  // namespace cairn::query
