// Has just those units indexed that may add to an answer, for `cairn query`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/project/project.h"
#include "core/store/store.h"
#include "platform/base/result.h"
#include "server/answers/answer_mark.h"
#include "server/answers/candidate_search.h"
#include "server/answers/project_view.h"

namespace cairn::server {

struct QueryUnitsOptions {
  project::ProjectConfig project;
  std::string indexer_program;
  std::string scratch_directory;
  std::string table_path;
  std::size_t jobs = 1;
  std::uint64_t memory_budget_bytes = 0;
  std::vector<std::string> forced_includes;  // ProjectFiles
};

struct QueriedUnits {
  AnswerMark mark;            // of an answer from the store as it is now
  std::uint64_t pending = 0;  // units of the project that are not indexed, needed or not
  int signal_number = 0;      // that ended it; 0: none
};

// What an answer is about, as far as the view's rows tell: asked again whenever there are more.
using AskedSymbols = std::function<SearchedSymbols(const ProjectView&)>;

// Indexes the units that may have what is asked for, and again those that their rows lead to, until there are none
// left (core/query/candidates.h); others are left as they are. The store has to be this process' to write, and its
// names be indexed. How far it is stands in a line on stderr. Call on the main thread, before other threads exist.
Result<QueriedUnits> index_for_query(const QueryUnitsOptions& options, project::ProjectDatabase database,
                                     std::shared_ptr<store::Store> store, const AskedSymbols& asked);

}  // namespace cairn::server
