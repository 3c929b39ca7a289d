// Records in files of their own, with a checksum in front.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "core/worker/codec.h"
#include "platform/base/hash.h"
#include "platform/base/result.h"

namespace cairn::index {

// 8 bytes XXH3 of the rest, little-endian; then the record as core/worker/codec.h writes it.
template <typename Record>
std::string checked_bytes(const Record& record) {
  worker::Encoder encoder;
  encoder(record);
  const std::string payload = encoder.take();
  const std::uint64_t sum = base::hash64(payload);
  std::string bytes(sizeof(sum), '\0');
  std::memcpy(bytes.data(), &sum, sizeof(sum));
  return bytes + payload;
}

// kCorrupt for whatever checked_bytes() did not write.
template <typename Record>
Result<Record> read_checked(std::string_view bytes) {
  std::uint64_t sum = 0;
  if (bytes.size() < sizeof(sum)) return unexpected(ErrorCode::kCorrupt, "the record is too short");
  std::memcpy(&sum, bytes.data(), sizeof(sum));
  bytes.remove_prefix(sizeof(sum));
  if (base::hash64(bytes) != sum) return unexpected(ErrorCode::kCorrupt, "the record has another checksum");
  return worker::decode<Record>(bytes);
}

}  // namespace cairn::index
