// Variants: the paths under which the semantic layer keeps a file's rows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/base/hash.h"

namespace cairn::store {

// Ends the file's own path in the path of a variant; sorts before all that names have in
// them, so that a file's variants lie together.
inline constexpr char kVariantMark = '\x1f';

// What one or several units say about a file: `rows_hash` is that of the rows. Pure.
inline std::string variant_path(std::string_view path, std::uint64_t rows_hash) {
  return std::string(path) + kVariantMark + base::hex64(rows_hash);
}

// The file's own path: a view into `stored`, which may also be no variant's.
inline std::string_view own_path(std::string_view stored) { return stored.substr(0, stored.find(kVariantMark)); }

}  // namespace cairn::store
