// IndexReader: how far the index of a workspace is, for a process that only reads it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/index/semantic_status.h"
#include "core/index/unit_listing.h"
#include "core/project/project.h"
#include "core/store/snapshot.h"
#include "server/answers/answer_mark.h"
#include "server/session/project_files.h"

namespace cairn::server {

// A value.
struct IndexState {
  index::SemanticStatus units;
  std::uint64_t unscanned_files = 0;  // new ones, or with another text than the index of names has
  std::string problem;                // why this cannot be told; empty: it can

  // Of an answer that every unit may add to.
  AnswerMark units_mark() const;
  // Of one that every file may add to.
  AnswerMark files_mark() const;
};

// Remembers the project's units between looks. Confined to one thread, which waits for the
// disk.
class IndexReader {
 public:
  // `folder`: of the store.
  IndexReader(project::ProjectConfig config, std::string folder, std::vector<std::string> exclude_patterns);

  void set_database(project::ProjectDatabase database);

  // Compares the rows of `snapshot`, which is of the store, with the disk; another process may
  // be writing them. Changes nothing. Ends early, with a problem, once `stop` is requested.
  IndexState read(const store::Snapshot& snapshot, const std::stop_token& stop);

 private:
  const project::ProjectConfig config_;
  const std::string real_root_;
  const std::string folder_;
  const std::vector<std::string> exclude_patterns_;
  std::optional<project::Project> project_;  // none: no database is known
  std::shared_ptr<const index::UnitList> units_;
  ProjectFilesReader files_;
};

}  // namespace cairn::server
