// $/heapSnapshot: which code allocated what the server holds. Documented in EXTENSIONS.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "protocol/rpc/fields.h"
#include "protocol/rpc/json.h"

namespace cairn::ext {

using rpc::Json;
using rpc::Reader;

enum class HeapFormat { kFolded, kJeprof, kSpeedscope };
bool read(Reader reader, HeapFormat& out);

struct HeapSnapshotParams {
  HeapFormat format = HeapFormat::kFolded;
  std::optional<bool> sampling;  // from now on
  bool mark = false;             // later ones may be compared with this one
  bool difference = false;       // only what has grown since the one that was marked
};
bool read(Reader reader, HeapSnapshotParams& out);

struct HeapSnapshot {
  bool is_sampling = false;
  std::uint64_t sample_bytes = 0;
  std::uint64_t bytes = 0;  // live, of what was allocated while sampling was on; estimated
  // Of a difference: what stacks that have less now have less.
  std::optional<std::uint64_t> shrunk;
  std::string text;
};
Json to_json(const HeapSnapshot& value);

// The file format of speedscope (https://www.speedscope.app/file-format-schema.json) of folded stacks. Pure.
std::string speedscope_json(const std::string& folded);

}  // namespace cairn::ext
