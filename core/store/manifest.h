// Manifest: which segments make up the store, and which of their files are dead. In
// SQLite; FORMAT.md has the tables.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/store/dead_files.h"
#include "platform/base/result.h"
#include "platform/sqlite/connection_pool.h"
#include "platform/sqlite/database.h"

namespace cairn::store {

struct ManifestSegment {
  std::uint64_t id = 0;  // rises: a later segment is newer
  std::uint32_t layer = 0;
  DeadFiles dead;
};

// The manifest at one moment, segments by id.
struct ManifestState {
  std::vector<ManifestSegment> segments;
  std::uint64_t next_id = 1;
  std::uint64_t next_generation = 1;
};

// What one transaction changes.
struct ManifestChange {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> added;  // id, layer
  std::vector<std::uint64_t> removed;
  std::map<std::uint64_t, std::vector<Ordinal>> died;  // by segment; those of added ones too
  std::uint64_t next_id = 0;
  std::uint64_t next_generation = 0;
};

// All changes of the store pass through here, one transaction each: after a crash at any
// moment the manifest is as before or after. One object per process and store; one of all
// processes opens it for writing (the caller holds the lock). Confined to one thread at a
// time.
class Manifest {
 public:
  // kCorrupt: not usable, make it anew from the segments. kReadOnly opens need the file.
  // One that has just been made, or is empty, is_new(): create() comes first then.
  static Result<Manifest> open(const std::string& path, sqlite::OpenMode mode, const sqlite::PoolSettings& pool);

  Result<ManifestState> read();
  // True if another process has changed it since the last read().
  Result<bool> is_outdated();
  // REQUIRES: opened for writing. Nothing is changed on failure.
  Result<void> apply(const ManifestChange& change);

  bool is_new() const { return is_new_; }
  // Makes the tables, and what they say, in one transaction: a manifest without the
  // segments that are there would be an order to delete them. REQUIRES: is_new().
  Result<void> create(const ManifestState& state);

  // The file was removed, replaced or found to be damaged under us.
  bool is_broken() const { return database_.is_broken(); }

  // SQLite's own check of all its pages; empty if they are sound.
  Result<std::vector<std::string>> integrity_check();
  // Closes idle connections and tries out the rest; call it now and then.
  void maintain() { pool_->maintain(); }

 private:
  Manifest(sqlite::Database database, std::unique_ptr<sqlite::ConnectionPool> pool, bool is_new)
      : database_(std::move(database)), pool_(std::move(pool)), is_new_(is_new) {}
  // The steps of apply() and create(), in a transaction of theirs.
  Result<void> change_rows(const ManifestChange& change);

  sqlite::Database database_;
  std::unique_ptr<sqlite::ConnectionPool> pool_;
  std::int64_t seen_version_ = 0;
  bool is_new_ = false;
};

}  // namespace cairn::store
