// `$/indexStatus`: how far the index is. See EXTENSIONS.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/rpc/json.h"

namespace cairn::ext {

struct IndexStatus {
  std::string state;  // "off", "opening", "updating", "ready", "following" (another server writes it)
  bool complete = false;
  std::uint64_t files = 0;  // that the last complete look found
  std::uint64_t scanned = 0;
  std::uint64_t removed = 0;
  std::uint64_t segments = 0;
  std::uint64_t bytes = 0;  // of the segments
  std::vector<std::string> problems;
};
rpc::Json to_json(const IndexStatus& value);

}  // namespace cairn::ext
