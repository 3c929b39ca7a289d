// $/leakReport and $/leakDetected: whether the server's own memory leaks. Documented in EXTENSIONS.md.
//
// All sizes are bytes. All functions are pure and thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/rpc/fields.h"
#include "protocol/rpc/json.h"

namespace cairn::ext {

using rpc::Json;
using rpc::Reader;

struct LeakReportParams {
  bool scan = false;                     // take a sample first, if the server is quiet
  std::optional<std::uint32_t> dismiss;  // a finding's id: it was none
  bool series = false;                   // the samples of all sites too
  bool history = false;                  // what was found in earlier sessions too
};
bool read(Reader reader, LeakReportParams& out);

struct LeakFinding {
  std::uint64_t id = 0;
  std::string site;  // a component, "other", "handles", or "worker of FILE"
  std::string unit;  // what is counted: "bytes" or "handles"
  double bytes_per_work = 0;
  double bytes_per_work_low = 0;  // 95 % confidence
  double bytes_per_work_high = 0;
  std::uint64_t growth = 0;
  std::uint64_t since_ms = 0;  // both since 1970
  std::uint64_t found_ms = 0;
  std::uint64_t scans = 0;
  std::string work;  // the kind of work that it goes with; empty: none does
  bool is_growing = true;
  bool is_dismissed = false;
  // The code that allocated most of what has grown since it was suspected, as lines of folded stacks; empty: not known.
  std::vector<std::string> stacks;
  // What giving memory back brought once it was found; absent: not tried yet.
  std::optional<std::int64_t> cleanup_freed;
};
Json to_json(const LeakFinding& value);

struct LeakSite {
  std::string name;
  std::string unit;
  std::uint64_t bytes = 0;  // by the last sample
  std::uint64_t samples = 0;
  // Where they are asked for: [ms since 1970, work done since the start, amount], oldest first.
  std::vector<std::array<std::uint64_t, 3>> series;
};
Json to_json(const LeakSite& value);

struct LeakReport {
  std::string state;  // "watching", "off", or why there is nothing to watch
  std::uint32_t interval_minutes = 0;
  std::uint64_t scans = 0;
  std::uint64_t skipped = 0;             // no quiet moment in a whole interval
  std::optional<std::uint64_t> last_ms;  // when the last sample was taken, since 1970
  bool is_suspicious = false;            // something grows that may become a finding
  std::uint64_t workers_recycled = 0;    // that had grown too much
  std::vector<LeakFinding> findings;
  std::vector<LeakSite> sites;
  // Findings of this workspace's sessions, newest first, each with "pid" and "version" of who found it; absent where
  // they are not asked for.
  std::optional<Json> history;
};
Json to_json(const LeakReport& value);

}  // namespace cairn::ext
