// UnitReader: the files of each unit of a project, one unit after the other.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/deps/include_graph.h"
#include "core/deps/project_units.h"
#include "core/deps/unit_table.h"
#include "platform/base/result.h"

namespace cairn::deps {

// A file that a unit read.
struct ReadFile {
  IncludeGraph::File file = 0;
  std::uint32_t variant = 0;  // number in the table; 0: no rows of it
  std::uint64_t size_bytes = 0;
  std::uint64_t content_hash = 0;
};

// One unit during a visit.
struct UnitFiles {
  const ProjectUnit& unit;
  IncludeGraph::File source = 0;
  bool is_read = false;           // `files` holds what clang read, when it did so last
  std::uint32_t cost_ms = 0;      // CPU of that parse; 0: not known
  std::uint32_t error_count = 0;  // that clang reported
  std::span<const ReadFile> files;

  // Whether `files` is what the unit would read now.
  bool is_exact() const { return is_read && unit.is_current; }
};

// Borrows the graph, to which it adds what units read, and the units. Memory: what the table holds, and the includes of
// the variants that were asked for. Confined to one thread, which waits for the disk.
class UnitReader {
 public:
  // Without a table no unit was read. Errors: the table cannot be read.
  static Result<UnitReader> open(const std::string& table_path, IncludeGraph& graph, const ProjectUnits& project);

  // All units, those with a list first; ends early when `visit` returns false. Errors: the table cannot be read;
  // kCancelled.
  Result<void> visit(const std::stop_token& stop, const std::function<bool(const UnitFiles&)>& visit);

  // What a file that a unit read includes in that unit: as clang found it, else as scanned.
  const IncludeGraph::Edges& includes_of(const ReadFile& file);

  // For units whose cost nobody knows: the mean of the others'; empty if there is none.
  std::optional<std::uint32_t> mean_cost_ms() const { return mean_cost_ms_; }

  IncludeGraph& graph() { return graph_; }
  const ProjectUnits& project() const { return project_; }
  // The rows' path in the store; empty if it has none.
  std::string stored_path(const ReadFile& file) const;

 private:
  UnitReader(std::optional<UnitTable> table, IncludeGraph& graph, const ProjectUnits& project);

  std::optional<UnitTable> table_;
  IncludeGraph& graph_;
  const ProjectUnits& project_;
  std::vector<IncludeGraph::File> files_;                     // by version
  std::vector<std::optional<IncludeGraph::Edges>> includes_;  // by variant, those that were asked for
  std::optional<std::uint32_t> mean_cost_ms_;                 // after a visit
};

}  // namespace cairn::deps
