// IndexHost: the workspace's index while a server runs.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "core/govern/governor.h"
#include "core/index/lexical_index.h"
#include "core/index/semantic_indexer.h"
#include "core/store/store.h"
#include "platform/io/event_loop.h"
#include "platform/memory/memory_tree.h"
#include "platform/sync/background_thread.h"
#include "platform/trace/metrics.h"
#include "server/session/index_reader.h"
#include "server/session/project_files.h"

namespace cairn::server {

// Opens the store on a thread of its own, brings the lexical index up to date, then the
// semantic one, and keeps looking: what other servers wrote, what was damaged, what changed
// on the disk. Gives pages of the index back that nobody has read for a while.
//
// One server of a workspace writes; another follows: it answers from what that has published
// last, knows how far that is, and takes over when the writer is gone. Confined to the loop
// thread, but for that work.
class IndexHost {
 public:
  struct Config {
    std::string root;    // of the workspace; empty: there is no index
    std::string folder;  // of the store
    sqlite::PoolSettings pool;
    std::size_t threads = 1;
    std::vector<std::string> exclude_patterns;
    index::SemanticIndexer::Config semantic;  // its project's database tells the scan where headers are, too
  };
  // All run on the loop thread.
  struct Callbacks {
    std::function<void(const std::string& message)> on_problem;  // something was lost: for the user
    std::function<void(const std::string& message)> tell;        // for the log
    // Gives a progress id; `on_cancel` may be empty.
    std::function<std::uint64_t(const std::string& title, std::function<void()> on_cancel)> on_started;
    std::function<void(std::uint64_t progress, const std::string& message, std::uint32_t percentage)> on_progress;
    std::function<void(std::uint64_t progress)> on_finished;
    // Absolute folders in which files of units lie, or headers are looked for; whenever they may be others.
    std::function<void(std::vector<std::string>)> on_folders;
  };
  // What is going on, for $/indexStatus.
  struct Status {
    bool is_started = false;
    bool is_open = false;
    bool is_writer = false;
    std::optional<pid_t> other_writer;  // that is followed, if it can be told
    bool is_updating = false;
    bool was_complete = false;  // an update went through to its end, or what is followed had all files
    index::LexicalIndexOutcome last;
    // From the first event of a batch until its changes were in the names' rows and units to parse were known.
    std::chrono::milliseconds last_known{0};
    std::chrono::milliseconds max_known{0};
  };

  // `governor` and `metrics` outlive the object.
  IndexHost(io::EventLoop& loop, govern::Governor& governor, trace::Metrics& metrics);
  // Stops what is under way and waits for it. Its threads have the lowest priority, so on
  // a busy machine that may take long: a process that is_busy() may as well just end,
  // because the store survives that at any moment.
  ~IndexHost();
  IndexHost(const IndexHost&) = delete;
  IndexHost& operator=(const IndexHost&) = delete;

  // Called once.
  void start(Config config, Callbacks callbacks);
  // Something on the disk is another, or may be: looks at once. `paths` are absolute; `first`: when the first of it
  // happened.
  void files_changed(const std::vector<std::string>& paths, std::chrono::steady_clock::time_point first);
  // Looks at everything; gives a number for is_known().
  std::uint64_t look_at_all();
  // Whether what that look found is in the names' rows, and known of the units.
  bool is_known(std::uint64_t look) const;
  // Whether nothing is left to be done.
  bool is_settled() const;
  // How the units are compiled is known, or another. Called before or after start().
  void set_database(const project::ProjectDatabase& database);
  // What is open in the editor, as absolute paths: units near to it are indexed first.
  void set_open_files(std::vector<std::string> paths);
  // See SemanticIndexer.
  void request_units(const std::vector<std::string>& paths);
  // Headers that commands read unasked, as these spell them.
  const std::vector<std::string>& forced_includes() const { return forced_includes_; }
  // Whether units can be parsed for whoever asks: this process keeps the index, or will as soon as it knows the files.
  bool can_index() const;
  // Whether what is on the disk is known, as far as it was told: names are scanned, and units that have to be parsed
  // are known.
  bool is_current() const;
  // Runs `on_change` on the loop thread, not from inside calls, whenever one of these or the state of a unit may be
  // another, until unwatch(). Bound: who watches has a request of the client.
  std::uint64_t watch(std::function<void()> on_change);
  void unwatch(std::uint64_t id) { watchers_.erase(id); }
  // Ends the processes that index; for a server that ends.
  void let_go();

  // Whether the store is on its way: whoever asks now would get no rows, and be right to have them a moment later.
  bool is_opening() const { return status_.is_started && !status_.is_open && is_worth_waiting_; }
  // Runs `then` once on the loop thread, when is_opening() is no more true: soon, because a store that takes long, on a
  // busy machine say, is not waited for. Not if the object ends before. As many wait as the client has requests under
  // way.
  void when_open(std::function<void()> then);
  // Nobody waits any longer: texts are about to change, and what was asked is about those there are now.
  void tell_waiting();

  // The newest rows, or what is followed as it was looked at last; none before the store is open.
  std::shared_ptr<const store::Snapshot> snapshot() const;
  Status status() const;
  // Null: the semantic index is not kept by this process, or not yet.
  const index::SemanticIndexer* semantic() const { return semantic_.get(); }
  // How far the semantic index is, in snapshot(); all zero as long as nobody has looked.
  index::SemanticStatus semantic_status() const;
  // See Store::release_pages.
  void release_pages(bool all) const;
  // Whether its threads have something to do.
  bool is_busy() const { return *tasks_ > 0 || (semantic_ && semantic_->is_busy()); }
  // Below the components' names.
  void report_memory(memory::MemoryTree& tree) const;

 private:
  void post(std::function<void()> work);
  void on_loop(std::function<void()> work);
  void open();
  void update();
  void look();
  void follow();
  void tell_folders();
  void note_known();
  void tell_watchers();
  void updated();
  void show_units();

  io::EventLoop& loop_;
  govern::Governor& governor_;
  trace::Metrics& metrics_;
  Config config_;
  std::string real_root_;  // without symbolic links
  Callbacks callbacks_;
  std::shared_ptr<store::Store> store_;
  Status status_;
  bool is_worth_waiting_ = true;                // for the store: there will be one, and soon
  std::vector<std::function<void()>> waiting_;  // until it is open
  std::map<std::uint64_t, std::function<void()>> watchers_;
  std::uint64_t next_watcher_ = 1;
  bool is_telling_ = false;
  bool is_update_wanted_ = false;
  std::uint64_t looks_begun_ = 0;
  std::uint64_t looks_done_ = 0;
  std::set<std::string> suspects_;                                     // of the next update, as the index names files
  std::set<std::string> semantic_suspects_;                            // of the update under way
  std::optional<std::chrono::steady_clock::time_point> first_change_;  // that no update has begun to look at
  std::optional<std::chrono::steady_clock::time_point> first_change_looked_;  // of the update under way
  std::vector<std::string> search_folders_;
  std::vector<std::string> forced_includes_;
  std::uint64_t progress_ = 0;
  std::optional<project::ProjectDatabase> database_;
  // Of a follower.
  IndexState followed_;
  std::shared_ptr<const store::Snapshot> followed_snapshot_;  // that followed_ is about
  bool is_following_ = false;
  bool is_follow_wanted_ = false;
  bool is_database_new_ = false;
  std::vector<std::string> open_files_;
  std::uint64_t units_progress_ = 0;
  std::uint32_t units_percentage_ = 0;  // never falls
  std::chrono::steady_clock::time_point units_shown_{};
  unsigned looks_ = 0;
  io::Timer look_timer_;
  io::Timer patience_timer_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::shared_ptr<std::atomic<int>> tasks_ = std::make_shared<std::atomic<int>>(0);  // posted and not done
  // Used by its thread only.
  std::shared_ptr<ProjectFilesReader> project_files_ = std::make_shared<ProjectFilesReader>();
  std::shared_ptr<IndexReader> reader_;
  std::stop_source stop_;
  std::unique_ptr<index::SemanticIndexer> semantic_;
  std::unique_ptr<sync::BackgroundThread> thread_;  // last member: joined before the rest goes
};

}  // namespace cairn::server
