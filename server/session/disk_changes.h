// DiskChanges: what changes on the disk while a server runs, and when that is known.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/index/workspace_watcher.h"
#include "platform/io/event_loop.h"

namespace cairn::server {

// Owns the workspace's watcher, takes its batches to the loop thread, and keeps the barriers of those who ask
// to be told when everything until now is known, or exact again. Confined to the loop thread.
class DiskChanges {
 public:
  // All run on the loop thread.
  struct Callbacks {
    std::function<void(const index::WatchBatch&)> on_batch;
    // Everything is to be looked at once more; gives a number for is_known().
    std::function<std::uint64_t()> begin_look;
    // Whether that look has come to its end, and what it found is known to the index; whether all rows fit it.
    std::function<bool(std::uint64_t look)> is_known;
    std::function<bool()> is_exact;
  };
  struct Status {
    bool is_watching = false;
    index::WorkspaceWatcher::Status watcher;
  };

  explicit DiskChanges(io::EventLoop& loop);

  // Called once. A system that gives no watcher is told to the log; then nothing is heard but barriers.
  void start(index::WorkspaceWatcher::Config config, Callbacks callbacks);
  // Somebody else says that these files changed: absolute paths.
  void report(const std::vector<std::string>& paths);
  void set_header_folders(std::vector<std::string> folders);
  // Calls back once when every change from before this call is known to the index; `exact`: and its rows fit
  // all files. False: more than WorkspaceWatcher::kMaxBarriers wait.
  bool when_seen(bool exact, std::function<void()> callback);
  Status status() const;
  // Forgets all barriers, for a server that ends.
  void let_go();

 private:
  struct Barrier {
    bool wants_exact = false;
    std::function<void()> callback;
    std::optional<std::uint64_t> look;  // none: its changes have not come yet
  };
  void take(const index::WatchBatch& batch);
  void check_barriers();

  io::EventLoop& loop_;
  Callbacks callbacks_;
  std::map<std::uint64_t, Barrier> barriers_;
  std::uint64_t next_barrier_ = 0;
  io::Timer timer_;  // while barriers wait
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::unique_ptr<index::WorkspaceWatcher> watcher_;  // last member: its thread uses the rest
};

}  // namespace cairn::server
