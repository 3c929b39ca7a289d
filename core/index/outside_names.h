// OutsideNames: which headers lie in the search folders outside of the workspace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/project/compilation_database.h"
#include "core/project/project.h"

namespace cairn::index {

// One that comes there may shadow a header that units include, and nothing that they consist of tells of it (rivals.h).
// Of each folder its files and those of its sub-folders count, as headers are spelled <name> or <library/name>; of a
// folder with more than kMaxNames its files alone, if they are no more. Looks at a folder again when its time is
// another one, or was fresh when it was read. Confined to one thread, which waits for the disk.
class OutsideNames {
 public:
  static constexpr std::size_t kMaxFolders = 256;
  static constexpr std::size_t kMaxNames = 20'000;

  // `root`: without symbolic links.
  explicit OutsideNames(std::string root) : root_(std::move(root)) {}

  // What there is now in the folders that the commands of the project name: absolute paths, sorted, each once.
  // Outside folders of most commands come first where there are more than kMaxFolders.
  std::vector<std::string> list(const project::Project& project);
  // Frees what it holds; the next list() reads all anew.
  void forget();
  std::size_t memory_bytes() const;

 private:
  struct Folder {
    std::int64_t mtime_ns = 0;
    bool is_settled = false;  // its time was old when it was read
    std::vector<std::string> files;
    std::vector<std::string> folders;
  };
  const Folder& look(const std::string& path);

  const std::string root_;
  std::shared_ptr<const project::CompilationDatabase> database_;  // whose folders these are
  std::vector<std::string> search_folders_;
  std::map<std::string, Folder> folders_;  // by path; those of the last list()
};

}  // namespace cairn::index
