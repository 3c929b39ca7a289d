// IncludeResolver: which file an #include means.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/index/walk.h"
#include "platform/sync/mutex.h"

namespace cairn::index {

struct ResolvedInclude {
  std::string_view path;  // in the form of WalkedFile::path, absolute outside of the root; empty if nothing fits
  bool is_listed = true;  // one of the files that were given
};

// The file beside the includer; else, of the listed files whose path ends with what is
// spelled, one that a search folder leads to; else what lies on the disk in a search
// folder that the list does not cover (outside of the root, or left out by the walk); else
// any listed file whose path ends so, but for angled names without a folder where the
// search folders are known: those are the compiler's own. Of several the one that
// shares most leading folders with the includer counts, then the shortest path, then the first.
// In angles no file means itself: adapters/ae.h says <ae.h> of the library that it adapts to.
//
// One graph for all units: where two units find two files under one name, one of them is
// what it says. Borrows the files, which are sorted by path. Thread-safe; views live as long as it.
class IncludeResolver {
 public:
  // `search_folders` are absolute, the most important first; of those that the files do
  // not cover, kMaxDiskFolders are looked at.
  IncludeResolver(const std::string& root, const std::vector<WalkedFile>& files,
                  const std::vector<std::string>& search_folders);

  ResolvedInclude resolve(std::string_view includer, std::string_view spelled, bool is_angled) const
      CAIRN_EXCLUDES(mutex_);

 private:
  static constexpr std::size_t kMaxDiskFolders = 64;

  std::optional<std::size_t> find(std::string_view path) const;
  const WalkedFile* best_listed(std::string_view includer, std::string_view spelled, bool is_angled,
                                bool& is_reached) const;
  // A search folder that the files do not cover, with what lay in it when the first name was looked for: most names are
  // not there, and asking the system for each is what resolving costs.
  struct DiskFolder {
    std::string path;                                      // absolute
    std::optional<std::unordered_set<std::string>> names;  // empty: it may be entered and not listed
    bool may_have(const std::string& first) const;         // component of what is spelled
  };
  void list_disk_folders() const;
  ResolvedInclude look_on_disk(const std::string& folder, std::string_view spelled) const CAIRN_EXCLUDES(mutex_);
  std::string relative(const std::string& path) const;

  const std::string root_;
  const bool knows_folders_;
  const std::vector<WalkedFile>& files_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> by_name_;  // hash of the last component, index; sorted
  std::unordered_set<std::string> listed_folders_;                // search folders below the root, with a slash behind
  std::vector<std::string> other_folders_;                        // the others; absolute
  mutable std::once_flag are_listed_;                             // other_folders_ are, in disk_folders_
  mutable std::vector<DiskFolder> disk_folders_;                  // the first kMaxDiskFolders that there are

  mutable sync::Mutex mutex_;
  // What lies on the disk: absolute path → the form of WalkedFile::path, empty if nothing does. Never shrinks.
  mutable std::unordered_map<std::string, std::string> on_disk_ CAIRN_GUARDED_BY(mutex_);
};

}  // namespace cairn::index
