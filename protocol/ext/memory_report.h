// $/memoryReport and $/memoryUsage: where the memory is. Documented in EXTENSIONS.md.
//
// All sizes are bytes. All functions are pure and thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/ext/leak_report.h"
#include "protocol/rpc/fields.h"
#include "protocol/rpc/json.h"

namespace cairn::ext {

using rpc::Json;
using rpc::Reader;

enum class MemoryDetail {
  kSummary,  // the component tree's first level only; its totals stay whole
  kFull,
};
bool read(Reader reader, MemoryDetail& out);

struct MemoryReportParams {
  MemoryDetail detail = MemoryDetail::kSummary;
};
bool read(Reader reader, MemoryReportParams& out);

// A component and its parts. Siblings with the same name are added up on the wire;
// a name that starts with '_' would look like one of the node's own numbers and is
// written with a second '_' in front.
struct MemoryNode {
  std::string name;
  std::uint64_t self_bytes = 0;
  std::vector<MemoryNode> children;

  std::uint64_t total_bytes() const;
};

// The server process as the kernel sees it (/proc/self/smaps_rollup and status).
struct ProcessMemory {
  std::int64_t pid = 0;
  std::uint64_t rss = 0;
  std::uint64_t pss = 0;
  std::uint64_t anonymous = 0;
  std::uint64_t file_backed = 0;
  std::uint64_t swap = 0;
  std::uint64_t peak_rss = 0;
};

// jemalloc's "stats.*" of the same names.
struct AllocatorStats {
  std::uint64_t allocated = 0;
  std::uint64_t active = 0;
  std::uint64_t resident = 0;
  std::uint64_t retained = 0;
  std::uint64_t mapped = 0;
  std::uint64_t metadata = 0;
};

struct WorkerMemory {
  std::int64_t pid = 0;
  std::string role;
  std::string job;  // empty when idle
  std::uint64_t rss = 0;
  std::uint64_t pss = 0;
  std::uint64_t anonymous = 0;
  std::string state;
  std::uint64_t age_ms = 0;
};
Json to_json(const WorkerMemory& value);

// Files of one kind that the server has mapped: address space, and the part of it that is in memory.
struct MappedBytes {
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
};

struct MappedMemory {
  MappedBytes segments;  // of the index
  MappedBytes preludes;
  MappedBytes other;  // programs, libraries
};

struct MemoryBudget {
  std::uint64_t limit = 0;
  std::uint64_t used = 0;          // PSS of the server and its workers
  std::optional<double> pressure;  // percent of the last 10 s in which something waited for memory; absent: not known
  std::string step = "none";
};

// One moment of the server.
struct MemorySample {
  std::uint64_t time_ms = 0;  // since 1970
  std::uint64_t anonymous = 0;
  std::uint64_t allocated = 0;  // 0 in builds without jemalloc
};
Json to_json(const MemorySample& value);

struct MemoryReport {
  ProcessMemory process;
  std::optional<AllocatorStats> allocator;  // absent in builds without jemalloc
  MemoryNode components;                    // the root's name is not written
  std::optional<MappedMemory> mapped;       // absent if the kernel does not tell
  std::vector<WorkerMemory> workers;
  // Negative if memory went away between the readings. Absent in builds without jemalloc.
  std::optional<std::int64_t> unaccounted;
  MemoryBudget budget;
  std::vector<LeakFinding> leaks;
  std::vector<MemorySample> history;  // oldest first
};

Json to_json(const MemoryReport& report, MemoryDetail detail);

// clangd's form of a tree: {"_self": n, "_total": n, "<child>": {…}, …}.
Json memory_usage_json(const MemoryNode& root);

}  // namespace cairn::ext
