// The checksums of the table's rows. For this folder's sources only.
#pragma once

#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include "core/deps/unit_table.h"
#include "platform/base/hash.h"

namespace cairn::deps {

// SQLite sees damage of its trees, not of the values in them; one wrong bit in a hash would
// make old rows count as new.
inline std::int64_t as_checksum(std::string_view text) { return static_cast<std::int64_t>(base::hash64(text)); }

inline std::int64_t sum_of_file(std::uint64_t id, std::string_view path) {
  return as_checksum(fmt::format("file {} {}", id, path));
}
inline std::int64_t sum_of_version(std::uint64_t id, const FileVersion& version) {
  return as_checksum(fmt::format("version {} {} {} {} {}", id, version.file, version.content_hash, version.mtime_ns,
                                 version.size_bytes));
}
inline std::int64_t sum_of_variant(std::uint64_t id, const FileVariant& variant) {
  return as_checksum(fmt::format("variant {} {} {}", id, variant.file, variant.rows_hash));
}
inline std::int64_t sum_of_note(std::uint64_t version, std::string_view bytes) {
  return as_checksum(fmt::format("note {} {}", version, bytes));
}
// `missing` and `list` as they are written.
inline std::int64_t sum_of_unit(const UnitKey& key, const UnitFacts& facts, std::string_view missing,
                                std::string_view list) {
  return as_checksum(fmt::format("unit {} {} {} {} {} {} {} {} {} {} {} {} {}", key.path.size(), key.path, key.slot,
                                 facts.command_hash, static_cast<int>(facts.state), facts.error_count, facts.cost_ms,
                                 facts.peak_bytes, facts.reason.size(), facts.reason, missing.size(), missing,
                                 facts.rivals, list));
}

}  // namespace cairn::deps
