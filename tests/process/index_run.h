// IndexRun: `cairn index` on a small project, and what is done to it meanwhile.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/proc/spawn.h"
#include "tests/support/temp_dir.h"

namespace cairn::test {

// A project with a compilation database whose units take some ten milliseconds each, or the
// one in the folder that $CAIRN_SOAK_TREE names.
class IndexedProject {
 public:
  IndexedProject();

  const std::string& root() const { return root_; }
  // Adds a unit; the database gets it by write_database(). Not to a tree of somebody else's.
  void add_unit(const std::string& name, const std::string& text);
  void write_database() const;
  std::size_t unit_count() const;
  // An empty folder for a cache, a new one each time.
  std::string new_cache();
  void remove_cache(const std::string& cache) const;
  // The semantic rows in it, as lines.
  std::string dump(const std::string& cache) const;

 private:
  TempDir folder_;
  std::string root_;
  std::vector<std::string> units_;
  int caches_ = 0;
};

// One process, in a process group of its own.
class IndexRun {
 public:
  IndexRun(const IndexedProject& project, const std::string& cache);

  // Its exit status, if it ends within `limit`.
  std::optional<int> wait(std::chrono::milliseconds limit);  // the same again once it has ended
  // The indexers that it has now.
  std::vector<pid_t> indexers() const;
  void kill();

 private:
  proc::ChildProcess child_;
  std::optional<int> status_;
};

}  // namespace cairn::test
