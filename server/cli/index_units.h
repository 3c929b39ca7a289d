// The units' part of `cairn index`.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core/index/semantic_indexer.h"
#include "core/project/project.h"
#include "core/store/store.h"
#include "platform/base/result.h"

namespace cairn::server {

struct IndexedUnits {
  index::SemanticStatus status;
  index::SemanticIndexer::Costs costs;
  std::uint64_t parsed = 0;  // by this run
  index::PreludeStatus preludes;
  int signal_number = 0;  // that ended it; 0: none
};

struct IndexUnitsOptions {
  project::ProjectConfig project;
  std::string indexer_program;
  std::string scratch_directory;
  std::string table_path;
  std::size_t jobs = 1;
  index::PreludeMode preludes = index::kDefaultPreludeMode;
  std::string prelude_folder;
  std::uint64_t memory_budget_bytes = 0;
};

// Indexes what is not up to date and waits until that is done, with a line of progress on
// stderr where that is a terminal, and a line for each problem. Call on the main thread,
// before other threads exist.
Result<IndexedUnits> index_units(const IndexUnitsOptions& options, project::ProjectDatabase database,
                                 std::shared_ptr<store::Store> store);

}  // namespace cairn::server
