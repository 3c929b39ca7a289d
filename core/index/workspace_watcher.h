// WorkspaceWatcher: tells which files of a workspace change, from the system's events and the client's.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/index/change_filter.h"
#include "core/index/change_queue.h"
#include "core/index/ignore_rules.h"
#include "platform/fs/watch.h"
#include "platform/sync/mutex.h"

namespace cairn::index {

// What the watcher hands out.
struct WatchBatch : ChangeBatch {
  bool has_database = false;  // files that say how units are compiled are among the changes, or may be
  bool has_settings = false;  // .cairn.json is
  bool has_manifests = false;  // files that tell of packages are, or may be
  std::vector<std::uint64_t>
      barriers;  // all changes from before these were asked for have been handed out, here or before
};

// Watches all folders that the walk (walk.h) goes through, and folders of headers elsewhere that units use. A
// new folder is watched first and looked through then, so that nothing in it is missed. What the system will
// not watch (its limit is met) is polled by stamps. Events are hints: whoever gets a batch compares stamps, then
// contents. Where events were lost (the system's queue overflowed, ours did, the root went and came back) a
// batch says that anything may have changed.
//
// Batches wait while `.git/index.lock` exists, kLockPatience at most.
//
// A barrier is a file that is made in a watched folder of Cairn's own: the system tells of it after
// everything that happened before.
//
// Runs on a thread of its own, or step by step in tests. Bounds: kMaxFolders; Config::limits.
class WorkspaceWatcher {
 public:
  static constexpr std::size_t kMaxFolders = 400'000;
  static constexpr std::size_t kMaxHeaderFolders = 4096;
  static constexpr std::size_t kMaxReported = 10'000;  // paths of the client's that wait
  static constexpr std::size_t kMaxBarriers = 64;
  static constexpr std::chrono::milliseconds kLockPatience{10'000};
  static constexpr std::chrono::milliseconds kCookiePatience{5000};
  static constexpr std::chrono::milliseconds kPollInterval{2000};

  struct Config {
    std::string root;                           // absolute, without symbolic links
    std::vector<std::string> exclude_patterns;  // as WalkOptions has them
    ChangeFilter::Settings filter;
    ChangeQueue::Limits limits;
    std::string cookie_folder;  // exists, and is Cairn's own; empty: barriers rely on a rescan
  };
  struct Status {
    std::uint64_t folders = 0;  // watched
    std::uint64_t polled_folders = 0;
    std::uint64_t raw_events = 0;  // from the system and the client
    std::uint64_t changes = 0;     // handed out
    std::uint64_t batches = 0;
    std::uint64_t overflows = 0;     // of the system's queue or ours
    std::uint64_t rescans = 0;       // handed out
    std::uint64_t memory_bytes = 0;  // of the lists of folders and changes, about
    std::uint64_t waiting = 0;       // changes that are not handed out yet
  };
  using Clock = std::chrono::steady_clock;
  // On the thread of the watcher.
  using OnBatch = std::function<void(WatchBatch)>;

  WorkspaceWatcher(Config config, std::unique_ptr<fs::FolderWatch> watch, OnBatch on_batch);
  // Ends the thread.
  ~WorkspaceWatcher();
  WorkspaceWatcher(const WorkspaceWatcher&) = delete;
  WorkspaceWatcher& operator=(const WorkspaceWatcher&) = delete;

  // From now on step() runs by itself. Called at most once.
  void start();
  // Handles what there is, hands out what is due; gives how long it may sleep unless it is woken. For tests
  // without start().
  std::chrono::milliseconds step(Clock::time_point now);

  // Thread-safe.
  // Somebody else, such as the client, says that these files (absolute paths) changed.
  void report(const std::vector<std::string>& paths) CAIRN_EXCLUDES(mutex_);
  // Folders besides those of the walk in which files of units lie, or headers are looked for; in place of those said
  // before. Of more than kMaxHeaderFolders the rest is left out.
  void set_header_folders(std::vector<std::string> folders) CAIRN_EXCLUDES(mutex_);
  // A batch (maybe an empty one) will name this barrier. False: too many wait.
  bool add_barrier(std::uint64_t number) CAIRN_EXCLUDES(mutex_);
  Status status() const CAIRN_EXCLUDES(mutex_);

 private:
  struct Folder {
    std::string path;
    bool is_searched = false;  // a folder of headers, not of the walk: nothing below it counts
  };
  struct Polled {
    std::uint64_t signature = 0;
    bool is_searched = false;
  };
  struct Barrier {
    std::uint64_t number = 0;
    std::string cookie;  // name of its file; empty: not made yet
    bool is_seen = false;
    Clock::time_point asked{};
  };

  void run();
  void take_requests(Clock::time_point now);
  void take_events(Clock::time_point now);
  void take_event(const fs::FolderEvent& event, Clock::time_point now);
  void take_file(const std::string& path, bool is_searched, Change::Kind kind, bool is_finished, Clock::time_point now);
  void take_folder(const std::string& path, fs::FolderEvent::Kind kind, Clock::time_point now);
  void lose_events(Clock::time_point now);
  void look_for_root(Clock::time_point now);
  // Watches a folder of the walk and all below it; `is_new`: their files are changes.
  void cover(const std::string& folder, bool is_new, Clock::time_point now);
  bool watch(const std::string& folder, bool is_searched, Clock::time_point now);
  void forget_below(const std::string& folder);
  void update_header_folders(const std::vector<std::string>& folders, Clock::time_point now);
  bool is_left_out(const std::string& path, bool is_directory) const;
  void poll(Clock::time_point now);
  void make_cookies(Clock::time_point now);
  void hand_out(Clock::time_point now);
  bool is_locked(Clock::time_point now) const;
  void give(WatchBatch batch);
  std::chrono::milliseconds sleep_time(Clock::time_point now) const;
  void publish_status() CAIRN_EXCLUDES(mutex_);

  // Constant after construction.
  const Config config_;
  const std::string lock_path_;
  const ChangeFilter filter_;
  const IgnoreRules excluded_;
  const OnBatch on_batch_;

  // Of the thread.
  std::unique_ptr<fs::FolderWatch> watch_;
  bool has_begun_ = false;
  bool has_root_ = false;
  int cookies_ = -1;  // the cookie folder's number
  std::map<int, Folder> folders_;
  std::map<std::string, int> numbers_;          // of folders_, by path
  std::map<std::string, IgnoreRules> ignores_;  // by folder relative to the root: those with a .gitignore
  std::map<std::string, Polled> polled_;
  std::set<std::string> header_folders_;
  ChangeQueue queue_;
  bool has_database_ = false;
  bool has_settings_ = false;
  bool has_manifests_ = false;
  std::vector<Barrier> barriers_;
  std::uint64_t next_cookie_ = 0;
  Clock::time_point next_poll_{};
  Status counts_;

  mutable sync::Mutex mutex_;
  std::vector<std::string> reported_ CAIRN_GUARDED_BY(mutex_);
  bool has_lost_reports_ CAIRN_GUARDED_BY(mutex_) = false;
  std::optional<std::vector<std::string>> wanted_folders_ CAIRN_GUARDED_BY(mutex_);
  std::vector<std::uint64_t> wanted_barriers_ CAIRN_GUARDED_BY(mutex_);
  std::size_t barrier_count_ CAIRN_GUARDED_BY(mutex_) = 0;
  Status status_ CAIRN_GUARDED_BY(mutex_);
  bool is_ending_ CAIRN_GUARDED_BY(mutex_) = false;

  std::thread thread_;  // last: it uses the rest
};

}  // namespace cairn::index
