// UnitStanding: how a listed unit stands to what the index has of it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>

#include "core/index/semantic_status.h"
#include "core/index/unit_listing.h"

namespace cairn::index {

// What a comparison with the disk finds out about one listed unit.
struct UnitStanding {
  enum class Kind : std::uint8_t {
    kStale,        // has to be parsed
    kDone,         // its rows are in the store and fit the files
    kFailed,       // was tried and given up; nothing has changed since
    kQuarantined,  // the same, because it kills its workers
    kTooLarge,     // needs more memory than there was for it; nothing has changed since
    kGone,         // there is no such file
  };
  Kind kind = Kind::kStale;
  bool is_exact = false;             // of kDone: by an exact parse, which states rows of all its files
  std::uint32_t edited_version = 0;  // of kStale: of a header, the only reason (UnitTable::versions); 0: another one
  std::uint32_t edited_variant = 0;  // what it stated of it
  // Of kStale: a file of which no unit states rows, since all that have it were parsed on preludes and trust that
  // another one does (prelude/README.md). This one is to be parsed exactly; the hash is of its main file.
  std::string unstated_file;
  std::uint64_t content_hash = 0;
  std::uint32_t error_count = 0;
  std::uint32_t cost_ms = 0;     // of its last parse; 0: not known
  std::uint64_t peak_bytes = 0;  // the same; of anonymous memory
  std::uint64_t size_bytes = 0;  // of its main file
  std::int64_t mtime_ns = 0;     // of its main file
  std::string reason;            // of a failure, or the first error
};

// The counts of units that are listed. REQUIRES: a standing for each unit. Pure.
SemanticStatus status_of(const UnitList& units, std::span<const UnitStanding> standings);

// How the units of one source file stand together: the first of these that holds for one of them.
enum class FileStanding : std::uint8_t {
  kOpen,     // not indexed yet, or not as it is now
  kFailed,   // given up until something changes: no rows
  kUnclean,  // indexed, with errors: rows may lack something
  kDone,
};
// By source file, as UnitKey::path; files that are gone are left out. REQUIRES and purity as above.
using FileStandings = std::map<std::string, FileStanding, std::less<>>;
FileStandings file_standings_of(const UnitList& units, std::span<const UnitStanding> standings);
FileStanding file_standing_of(const UnitStanding& standing);

}  // namespace cairn::index
