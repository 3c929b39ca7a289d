// DependencyReader: what questions about a project's dependencies are answered from.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "core/deps/packages/package_cache.h"
#include "core/deps/project_units.h"
#include "core/deps/unit_reader.h"
#include "core/index/semantic_status.h"
#include "core/index/unit_listing.h"
#include "core/project/project.h"
#include "core/store/snapshot.h"
#include "platform/base/result.h"
#include "platform/fs/file.h"
#include "platform/sync/mutex.h"

namespace cairn::server {

// Remembers how the units are built between questions. Thread-safe: one question after the other; each waits for the
// disk.
class DependencyReader {
 public:
  // `folder`: of the store.
  DependencyReader(project::ProjectConfig config, std::string folder);

  // Another database counts for questions that are asked later. Does not wait for those under way.
  void set_database(project::ProjectDatabase database) CAIRN_EXCLUDES(newest_mutex_);

  // What a question sees; valid during the call.
  struct View {
    deps::IncludeGraph& graph;
    deps::UnitReader& reader;
    const deps::ProjectUnits& project;
    const index::SemanticStatus& units;
    const std::string& real_root;
    deps::PackageCache& packages;  // not compared with the disk yet
  };
  // Compares the units with the disk, and asks. Changes nothing on the disk but the cache of packages; another process
  // may be indexing. Errors:
  // the table of units cannot be read; kCancelled; those of `ask`.
  Result<void> look(std::shared_ptr<const store::Snapshot> snapshot, const std::stop_token& stop,
                    const std::function<Result<void>(const View&)>& ask) CAIRN_EXCLUDES(mutex_, newest_mutex_);

  // The cache of packages alone; the rest as above.
  Result<void> look_at_packages(const std::function<Result<void>(deps::PackageCache&)>& ask) CAIRN_EXCLUDES(mutex_);

  // The root without symbolic links: what paths in the index are relative to.
  const std::string& real_root() const { return real_root_; }

 private:
  // What the build tools write beside the database.
  struct BuildStamps {
    std::optional<fs::FileStamp> log;
    std::optional<fs::FileStamp> replies;
    bool operator==(const BuildStamps&) const = default;
  };
  void take_newest() CAIRN_REQUIRES(mutex_) CAIRN_EXCLUDES(newest_mutex_);
  BuildStamps read_build_stamps() const CAIRN_REQUIRES(mutex_);

  const project::ProjectConfig config_;
  const std::string real_root_;
  const std::string folder_;
  sync::Mutex newest_mutex_;
  std::optional<project::ProjectDatabase> newest_ CAIRN_GUARDED_BY(newest_mutex_);  // that no question has taken
  sync::Mutex mutex_;                                                               // of the question under way
  std::optional<project::Project> project_ CAIRN_GUARDED_BY(mutex_);
  std::shared_ptr<const index::UnitList> units_ CAIRN_GUARDED_BY(mutex_);
  std::optional<deps::ProjectUnits> described_ CAIRN_GUARDED_BY(mutex_);  // of units_
  BuildStamps stamps_ CAIRN_GUARDED_BY(mutex_);                           // of described_
  deps::PackageCache packages_ CAIRN_GUARDED_BY(mutex_);
};

}  // namespace cairn::server
