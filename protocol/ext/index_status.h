// `$/indexStatus`: how far the index is. See EXTENSIONS.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/rpc/fields.h"
#include "protocol/rpc/json.h"

namespace cairn::ext {

// A unit without rows, or whose rows may lack something.
struct UnitProblem {
  std::string path;
  std::string reason;
};

// Of the units of the compilation database. See EXTENSIONS.md.
struct UnitsStatus {
  std::string state;  // "off", "waiting", "working", "ready", "stopped", "following"
  bool complete = false;
  std::uint64_t total = 0;
  std::uint64_t done = 0;
  std::uint64_t pending = 0;
  std::uint64_t failed = 0;
  std::uint64_t quarantined = 0;
  std::uint64_t too_large = 0;
  std::uint64_t with_errors = 0;
  std::uint64_t spared = 0;
  std::vector<UnitProblem> problems;
  std::string stopped_because;
  double units_per_second = 0;
  std::optional<std::uint64_t> seconds_left;
  std::uint64_t workers = 0;
};

// How changes on the disk come in. See EXTENSIONS.md.
struct ChangesStatus {
  std::string state;  // "off", "watching", "polling" (some folders)
  std::uint64_t folders = 0;
  std::uint64_t polled_folders = 0;
  std::uint64_t raw_events = 0;
  std::uint64_t filtered_events = 0;
  std::uint64_t batches = 0;
  std::uint64_t overflows = 0;
  std::uint64_t rescans = 0;
  std::uint64_t waiting = 0;
  std::uint64_t last_known_ms = 0;
  std::uint64_t max_known_ms = 0;
};

struct IndexStatus {
  std::string state;                   // "off", "opening", "updating", "ready", "following" (another server writes it)
  std::optional<std::int64_t> writer;  // the process that writes the index, if another one does
  bool complete = false;
  std::uint64_t files = 0;  // that the last complete look found
  std::uint64_t scanned = 0;
  std::uint64_t removed = 0;
  std::uint64_t segments = 0;
  std::uint64_t bytes = 0;  // of the segments
  std::vector<std::string> problems;
  UnitsStatus units;
  ChangesStatus changes;
};
rpc::Json to_json(const IndexStatus& value);

// `$/changesSeen`.
struct ChangesSeenParams {
  bool exact = false;
};
bool read(rpc::Reader reader, ChangesSeenParams& out);

}  // namespace cairn::ext
