// Store: the rows of a workspace on disk, and who may read and change them.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/rows.h"
#include "core/store/manifest.h"
#include "core/store/snapshot.h"
#include "platform/base/result.h"
#include "platform/fs/file_lock.h"
#include "platform/memory/memory_tree.h"
#include "platform/sync/mutex.h"

namespace cairn::store {

struct StoreOptions {
  sqlite::PoolSettings pool;
  // False: never become the writer, change nothing on the disk.
  bool may_write = true;
  // Segments of one size class that are merged into one.
  std::size_t merge_width = 4;
  // Called when something was lost, once for each loss, with a line for the user; on the
  // thread that noticed, without locks.
  std::function<void(const std::string& message)> on_problem;
};

// What one segment holds, for reports.
struct SegmentStatus {
  std::uint64_t id = 0;
  std::uint32_t layer = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t files = 0;
  std::uint64_t dead_files = 0;
  struct Rows {
    std::string kind;  // the section's name
    std::uint64_t bytes = 0;
    std::uint64_t rows = 0;
  };
  std::vector<Rows> sections;
};

// The folder of a store:
//   manifest.db        which segments count (Manifest)
//   writer.lock        held by the one process that may change anything
//   segments/ID.seg    never changed once there
//   new/               segments that are being written
//   damaged/           what was set aside, the last few
// Whoever fills the store may keep a file of another name there.
//
// One process of several writes; the others read the same segments and follow the
// manifest by refresh(). What is damaged or missing costs its own rows: it is set aside,
// the files in it are no longer in any snapshot, and whoever indexes sees that.
//
// Thread-safe. snapshot() never waits for the disk; all else does, for a background
// thread.
class Store {
 public:
  // Makes the folder if it is missing. Never fails for what is in it: a manifest that
  // cannot be used is made anew from the segments that are there.
  static Result<std::unique_ptr<Store>> open(const std::string& directory, StoreOptions options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  const std::string& directory() const { return directory_; }

  // Whether this process may change the store. A reader becomes the writer by refresh()
  // when the writer is gone.
  bool is_writer() const CAIRN_EXCLUDES(state_mutex_);
  // The process that may, if that is another one and can be told.
  std::optional<pid_t> other_writer() const CAIRN_EXCLUDES(state_mutex_);

  // The newest state.
  std::shared_ptr<const Snapshot> snapshot() const CAIRN_EXCLUDES(snapshot_mutex_);

  // A number above all of rows published before: newer rows of a file replace older ones,
  // whatever order they arrive in. kUnavailable to a reader.
  Result<std::uint64_t> take_generation() CAIRN_EXCLUDES(state_mutex_);
  // Where a new segment may be written, for publish(); in the store's own folder.
  std::string new_segment_path() CAIRN_EXCLUDES(state_mutex_);

  // Takes a finished segment over, after reading all of it. Its rows replace those of the
  // same layer and path; rows that are older than what is there are dead from the start.
  // On failure nothing has changed, and the file is removed.
  Result<void> publish(const std::string& path) CAIRN_EXCLUDES(state_mutex_);
  // The rows of these files go. Unknown paths are ignored.
  Result<void> remove_files(std::uint32_t layer, const std::vector<std::string>& paths) CAIRN_EXCLUDES(state_mutex_);

  // Merges once, if that is due: several segments of like size, or one that is half dead.
  // False if there was nothing to do. publish() and snapshot() go on meanwhile.
  Result<bool> merge_once(const std::stop_token& stop) CAIRN_EXCLUDES(state_mutex_, merge_mutex_);

  // Unsaved rows: they stand in for all rows of their path and layer, in this process.
  Result<void> set_overlay(std::uint32_t layer, const model::FileRows& rows) CAIRN_EXCLUDES(state_mutex_);
  void clear_overlay(std::uint32_t layer, const std::string& path) CAIRN_EXCLUDES(state_mutex_);

  // Sees what other processes did, sets aside what turned out to be damaged, and tries to
  // become the writer. Cheap when nothing happened; call it every few seconds and after
  // answers that met damage.
  Result<void> refresh() CAIRN_EXCLUDES(state_mutex_);

  // Gives resident pages back: of all segments, or of those that nobody has read since
  // the last call.
  void release_pages(bool all) CAIRN_EXCLUDES(snapshot_mutex_);
  // Closes idle connections.
  void maintain() CAIRN_EXCLUDES(state_mutex_);

  std::vector<SegmentStatus> status() const CAIRN_EXCLUDES(snapshot_mutex_);
  // Reads everything and compares it with its checksums, and the manifest with SQLite's
  // rules. Problems as lines; empty if all is sound. What is damaged is set aside.
  Result<std::vector<std::string>> verify() CAIRN_EXCLUDES(state_mutex_);
  void report_memory(memory::MemoryTree& tree) const CAIRN_EXCLUDES(snapshot_mutex_);

 private:
  struct OverlayKey {
    std::uint32_t layer = 0;
    std::string path;
    auto operator<=>(const OverlayKey&) const = default;
  };

  Store(std::string directory, StoreOptions options);
  std::string segment_path(std::uint64_t id) const;
  void tell_pending() CAIRN_EXCLUDES(state_mutex_);

  // store.cpp
  Result<void> open_folder() CAIRN_REQUIRES(state_mutex_);
  Result<void> become_writer() CAIRN_REQUIRES(state_mutex_);
  Result<void> open_manifest() CAIRN_REQUIRES(state_mutex_);
  Result<void> load_manifest() CAIRN_REQUIRES(state_mutex_);
  Result<void> use_state(const ManifestState& state) CAIRN_REQUIRES(state_mutex_);
  void stop_writing() CAIRN_REQUIRES(state_mutex_);
  Result<ManifestState> known_state() CAIRN_REQUIRES(state_mutex_);
  Result<ManifestState> scan_segments() CAIRN_REQUIRES(state_mutex_);
  void tell_made_anew(const std::string& why) CAIRN_REQUIRES(state_mutex_);
  Result<void> rebuild_manifest(const std::string& why) CAIRN_REQUIRES(state_mutex_);
  void lose(const std::vector<std::uint64_t>& ids, const std::string& why) CAIRN_REQUIRES(state_mutex_);
  void remove_strays() CAIRN_REQUIRES(state_mutex_);
  void show() CAIRN_REQUIRES(state_mutex_) CAIRN_EXCLUDES(snapshot_mutex_);
  Result<void> follow() CAIRN_REQUIRES(state_mutex_);

  // store_changes.cpp
  Result<void> adopt(const std::string& path, std::shared_ptr<const Segment> segment, const std::vector<Part>& replaced)
      CAIRN_REQUIRES(state_mutex_);
  void find_replaced(const Part& part, ManifestChange& change) const CAIRN_REQUIRES(state_mutex_);
  void find_died_meanwhile(const std::vector<Part>& inputs, const Part& merged, ManifestChange& change) const
      CAIRN_REQUIRES(state_mutex_);
  Result<void> apply(ManifestChange change, std::vector<Part> parts) CAIRN_REQUIRES(state_mutex_);
  std::vector<Part> choose_merge() const CAIRN_REQUIRES(state_mutex_);
  Result<void> finish_merge(const std::vector<Part>& inputs, const std::string& path,
                            std::shared_ptr<const Segment> merged) CAIRN_REQUIRES(state_mutex_);

  // Constant after construction.
  const std::string directory_;
  const StoreOptions options_;

  // Held while a merge runs: one at a time. Taken before state_mutex_.
  sync::Mutex merge_mutex_;

  // Held while the manifest or the folder is read or changed. Taken before snapshot_mutex_.
  mutable sync::Mutex state_mutex_;
  std::optional<fs::FileLock> lock_ CAIRN_GUARDED_BY(state_mutex_);  // of the writer
  std::optional<Manifest> manifest_ CAIRN_GUARDED_BY(state_mutex_);  // none on a medium that cannot be written
  std::uint64_t next_id_ CAIRN_GUARDED_BY(state_mutex_) = 1;
  std::uint64_t next_generation_ CAIRN_GUARDED_BY(state_mutex_) = 1;
  std::uint64_t next_temporary_ CAIRN_GUARDED_BY(state_mutex_) = 0;
  std::vector<Part> parts_ CAIRN_GUARDED_BY(state_mutex_);         // without overlays
  bool is_loaded_ CAIRN_GUARDED_BY(state_mutex_) = false;          // parts_ are those of the manifest, and we write it
  bool is_made_anew_told_ CAIRN_GUARDED_BY(state_mutex_) = false;  // since a manifest was read last
  std::map<OverlayKey, Part> overlays_ CAIRN_GUARDED_BY(state_mutex_);
  std::set<std::uint64_t> told_ CAIRN_GUARDED_BY(state_mutex_);       // segments whose loss was told
  std::vector<std::string> messages_ CAIRN_GUARDED_BY(state_mutex_);  // to tell without the lock

  mutable sync::Mutex snapshot_mutex_;
  std::shared_ptr<const Snapshot> snapshot_ CAIRN_GUARDED_BY(snapshot_mutex_);
};

}  // namespace cairn::store
