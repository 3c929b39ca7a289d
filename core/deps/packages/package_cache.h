// PackageCache: which packages a workspace's manifests tell of, read once and then only where something changed.
#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/deps/packages/manifest_state.h"
#include "core/deps/packages/package_store.h"
#include "platform/base/result.h"

namespace cairn::deps {

// What one look at the disk cost. A manifest that was not read was served from the cache.
struct PackageLook {
  std::size_t manifests = 0;
  std::size_t manifests_read = 0;
  std::size_t files_read = 0;  // these, and what they lead to
  std::size_t folders = 0;
  std::size_t folders_listed = 0;
  std::vector<std::string> problems;  // with folders and with the cache itself, for people
};

// Keeps everything in memory between looks, and in deps.db between processes. A database that is damaged is begun anew;
// one that is locked, or has no space, costs nothing but that the next process reads again: problems say so, and the
// next look tries once more. Confined to one thread at a time, which waits for the disk. Memory: about 200 bytes for
// each folder and 300 for each package.
class PackageCache {
 public:
  // `root`: absolute, without symbolic links.
  PackageCache(std::string root, std::string database_path);

  // Compares folders and manifests with the disk, and reads what changed. kCancelled: `stop` was requested; what was
  // learned until then stays.
  Result<PackageLook> look(const std::stop_token& stop);

  // As of the last look. Valid until the next one.
  const Manifests& manifests() const { return manifests_; }
  // Whether the workspace has a folder of this path, relative to the root.
  bool has_folder(const std::string& path) const { return folders_.contains(path); }

 private:
  void load(PackageLook& look);
  void keep(PackageLook& look);
  void give_up_store();

  const std::string root_;
  const std::string database_path_;
  std::optional<PackageStore> store_;
  bool is_loaded_ = false;
  Folders folders_;
  Manifests manifests_;
  PackageChanges unsaved_;
};

}  // namespace cairn::deps
