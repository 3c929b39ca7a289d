// What a change of files costs: the units that read them, the targets that those belong to, the time of building them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/deps/unit_reader.h"
#include "core/deps/unit_walk.h"
#include "platform/base/result.h"

namespace cairn::deps {

// Where the seconds of a unit come from, the best first.
enum class CostSource : std::uint8_t {
  kBuild,  // what the build tool noted of its last build: wall time of compiling it
  kParse,  // CPU of parsing it for the index
  kMean,   // nobody knows: the mean of the others'
  kNone,   // nobody knows of any unit
};

struct ChainLink {
  std::string path;                   // as the index names files
  std::optional<std::uint32_t> line;  // of the #include that leads to the next link, from 0
};

std::vector<ChainLink> links_of(const IncludeGraph& graph, const Chain& chain);

struct AffectedUnit {
  UnitKey key;
  bool is_exact =
      false;  // from what clang read for the unit as it is now; else by includes without flags, or older ones
  std::uint32_t cost_ms = 0;
  CostSource cost_source = CostSource::kNone;
  std::vector<std::uint32_t> targets;  // numbers in ProjectUnits::targets
  bool mentions = false;               // reads one of ImpactQuestion::mentioning
  std::vector<ChainLink> chain;        // from the unit's source to the nearest file of the question
};

// Files as the index names them.
struct ImpactQuestion {
  std::vector<std::string> files;       // that change
  std::vector<std::string> mentioning;  // in which what changes there is named; may be empty
  bool wants_chains = true;
};

struct AffectedTarget {
  std::uint32_t target = 0;
  std::uint32_t units = 0;  // 0: only linked again, because it needs another one
  std::uint64_t cost_ms = 0;
};

struct Impact {
  std::vector<AffectedUnit> units;      // the dearest first, then by key
  std::vector<AffectedTarget> targets;  // likewise; those without units last
  std::uint64_t cost_ms = 0;
  std::size_t all_units = 0;         // that the project has
  std::size_t inexact_units = 0;     // of all of them: whose part in the answer is not exact
  std::vector<std::string> unknown;  // files of the question that no unit is known to read
};

// What is rebuilt when files change. Errors as of UnitReader::visit. Time: reading the table, and for the chain of each
// affected unit a walk through its files.
Result<Impact> find_impact(UnitReader& reader, const ImpactQuestion& question, const std::stop_token& stop);

}  // namespace cairn::deps
