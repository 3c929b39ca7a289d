// PackageStore: deps.db, in which what was read of manifests outlives the process. Format: core/deps/FORMAT.md.
#pragma once

#include <string>

#include "core/deps/packages/manifest_state.h"
#include "platform/base/result.h"
#include "platform/sqlite/database.h"

namespace cairn::deps {

// Which rows another state differs in from the one that is stored.
struct PackageChanges {
  std::vector<std::string> folders;    // new, changed or gone; keys
  std::vector<std::string> manifests;  // the same
};

// Several processes may have it open: each writes rows that were true when it read the disk, and whoever uses a row
// compares its stamps first, so that it does not matter which came last. Move-only; confined to one thread, which waits
// for the disk.
class PackageStore {
 public:
  // Makes the file, or brings one of an older version up to date. Errors: kCorrupt, also for a version from the future;
  // else as of sqlite::Database.
  static Result<PackageStore> open(const std::string& path);
  // The same, but what is damaged is set aside ("PATH.damaged") and begun anew; `loss` says so then.
  static Result<PackageStore> open_or_renew(const std::string& path, std::string& loss);

  // Whether what it says is no longer to be trusted: as of sqlite::Database.
  bool is_broken() const { return database_.is_broken(); }
  // All rows. kCorrupt: one of them is damaged.
  Result<void> load(Folders& folders, Manifests& manifests);
  // Puts the rows of `changes` as they are in `folders` and `manifests`, without those that are not in them. Happens
  // as a whole or not at all.
  Result<void> put(const PackageChanges& changes, const Folders& folders, const Manifests& manifests);

 private:
  explicit PackageStore(sqlite::Database database) : database_(std::move(database)) {}
  Result<void> migrate();
  Result<void> load_folders(Folders& folders);
  Result<void> load_manifests(Manifests& manifests);
  Result<void> put_folders(const PackageChanges& changes, const Folders& folders);
  Result<void> put_manifests(const PackageChanges& changes, const Manifests& manifests);

  sqlite::Database database_;
};

}  // namespace cairn::deps
