#include "core/deps/unit_list.h"

#include <algorithm>

#include "core/store/varint.h"

namespace cairn::deps {

std::string encode_unit_list(std::vector<UnitListEntry> entries) {
  std::sort(entries.begin(), entries.end());
  std::string bytes;
  store::put_varint(bytes, entries.size());
  UnitListEntry last;
  for (const UnitListEntry& entry : entries) {
    store::put_varint(bytes, entry.version - last.version);
    store::put_varint(bytes, store::zigzag(std::int64_t{entry.variant} - std::int64_t{last.variant}));
    last = entry;
  }
  return bytes;
}

Result<std::vector<UnitListEntry>> decode_unit_list(std::span<const std::byte> bytes) {
  store::ByteReader reader(bytes);
  std::vector<UnitListEntry> entries;
  const std::uint64_t count = reader.varint();
  if (count <= reader.remaining()) entries.reserve(count);
  std::uint64_t version = 0;
  std::int64_t variant = 0;
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
    version += reader.varint32();
    variant += store::unzigzag(reader.varint());
    if (version > UINT32_MAX || variant < 0 || variant > std::int64_t{UINT32_MAX}) reader.fail();
    if (reader.ok()) entries.push_back({static_cast<std::uint32_t>(version), static_cast<std::uint32_t>(variant)});
  }
  if (!reader.ok() || !reader.at_end()) return unexpected(ErrorCode::kCorrupt, "a unit's list of files is damaged");
  return entries;
}

}  // namespace cairn::deps
