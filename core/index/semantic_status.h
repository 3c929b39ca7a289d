// SemanticStatus: how far the semantic index of a workspace is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cairn::index {

// The rows of the semantic index in the store: store paths are `PATH\x1fROWSHASH`.
inline constexpr std::uint32_t kSemanticLayer = 2;

// A unit that has no rows, or rows that may lack something, and why: for people.
struct UnitProblem {
  std::string path;  // relative to the root; absolute outside of it
  std::string reason;
};

inline constexpr std::size_t kMaxUnitProblems = 400;

// Plain counts; a value. Units are those of the compilation database.
struct SemanticStatus {
  bool is_listed = false;   // the units are known: `total` means something
  bool is_working = false;  // a job runs or waits
  std::uint64_t total = 0;
  std::uint64_t done = 0;             // rows are in the store and fit the files on the disk
  std::uint64_t failed = 0;           // tried and given up until something changes; not done
  std::uint64_t quarantined = 0;      // of `failed`: killed their workers
  std::uint64_t too_large = 0;        // of `failed`: need more memory than the budget leaves; done when that grows
  std::uint64_t with_errors = 0;      // of `done`: clang reported errors, rows may lack something
  std::uint64_t spared = 0;           // since the start: not parsed again though a header of theirs was edited
  std::vector<UnitProblem> problems;  // those that are too large, that failed, with errors; at most kMaxUnitProblems
  // Why nothing is tried any more until something changes: no indexer, a full disk, the
  // user's wish; empty: it goes on.
  std::string stopped_because;

  std::uint64_t pending() const { return total - done - failed; }
  // Whether answers can be exact over the whole project.
  bool is_complete() const { return is_listed && done == total && with_errors == 0; }
};

}  // namespace cairn::index
