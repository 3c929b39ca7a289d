#include "server/session/index_host.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "core/index/unit_listing.h"
#include "platform/base/log.h"
#include "platform/fs/path.h"

namespace cairn::server {
namespace {

// Between two looks at what other processes and the disk did to the store.
constexpr std::chrono::seconds kLookInterval{5};
// Of more changed files than that, those that have kept their stamps are not read again.
constexpr std::size_t kMaxSuspects = 20'000;
// Every so many looks, pages that nobody read since the last time are given back.
constexpr unsigned kLooksPerRelease = 12;
constexpr std::size_t kMaxWaitingTasks = 16;
// The part of the memory budget that rows of a scan may take until they are written.
constexpr std::uint64_t kScanShare = 8;
// A store opens in some ms, and nobody waits longer for that on a busy machine.
constexpr std::chrono::milliseconds kOpenPatience{100};
// Between two reports of how many units are done.
constexpr std::chrono::milliseconds kShowInterval{500};

}  // namespace

IndexHost::IndexHost(io::EventLoop& loop, govern::Governor& governor, trace::Metrics& metrics)
    : loop_(loop), governor_(governor), metrics_(metrics), look_timer_(loop), patience_timer_(loop) {}

IndexHost::~IndexHost() { stop_.request_stop(); }

void IndexHost::start(Config config, Callbacks callbacks) {
  config_ = std::move(config);
  callbacks_ = std::move(callbacks);
  real_root_ = fs::real_path(config_.root).value_or(config_.root);
  if (config_.root.empty() || config_.folder.empty()) return;
  status_.is_started = true;
  reader_ = std::make_shared<IndexReader>(config_.semantic.project, config_.folder, config_.exclude_patterns);
  thread_ = std::make_unique<sync::BackgroundThread>("index", kMaxWaitingTasks);
  open();  // which answers wait for
}

// A full queue means that a step waits behind a long one; it is asked for again.
void IndexHost::post(std::function<void()> work) {
  ++*tasks_;
  const bool is_posted = thread_->post([tasks = tasks_, work = std::move(work)] {
    const std::shared_ptr<void> done(nullptr, [&tasks](void*) { --*tasks; });  // also if it throws
    work();
  });
  if (is_posted) return;
  --*tasks_;
  base::log_info("the index is busy; a step is left out");
}

void IndexHost::on_loop(std::function<void()> work) {
  loop_.post([alive = std::weak_ptr<bool>(alive_), work = std::move(work)] {
    if (!alive.expired()) work();
  });
}

void IndexHost::open() {
  store::StoreOptions options;
  options.pool = config_.pool;
  options.on_problem = [this](const std::string& message) {
    on_loop([this, message] { callbacks_.on_problem(message); });
  };
  post([this, options, folder = config_.folder] {
    auto opened = store::Store::open(folder, options);
    const bool is_writer = opened && (*opened)->is_writer();
    auto shared = opened ? std::shared_ptr<store::Store>(*std::move(opened)) : nullptr;
    const std::string problem = opened ? std::string() : opened.error().message;
    on_loop([this, shared, is_writer, problem] {
      if (!shared) {
        callbacks_.on_problem("There is no index: " + problem);
        return tell_waiting();
      }
      store_ = shared;
      status_.is_open = true;
      status_.is_writer = is_writer;
      look_timer_.start(kLookInterval, [this] { look(); });
      update();
      tell_waiting();
    });
  });
}

void IndexHost::when_open(std::function<void()> then) {
  waiting_.push_back(std::move(then));
  if (!patience_timer_.armed()) patience_timer_.start(kOpenPatience, [this] { tell_waiting(); });
}

void IndexHost::tell_waiting() {
  is_worth_waiting_ = false;
  patience_timer_.cancel();
  for (const std::function<void()>& then : std::exchange(waiting_, {})) then();
}

void IndexHost::files_changed(const std::vector<std::string>& paths, std::chrono::steady_clock::time_point first) {
  for (const std::string& path : paths) {
    if (suspects_.size() < kMaxSuspects) suspects_.insert(index::index_path(real_root_, path));
  }
  if (!first_change_) first_change_ = first;
  if (store_) update();
}

std::uint64_t IndexHost::look_at_all() {
  const std::uint64_t look = looks_begun_ + 1;
  if (store_) update();
  return look;
}

bool IndexHost::is_known(std::uint64_t look) const {
  if (!status_.is_started) return true;
  if (!status_.is_open) return false;
  if (!status_.is_writer) return true;
  return looks_done_ >= look && (!semantic_ || semantic_->is_surveyed());
}

bool IndexHost::is_settled() const {
  return !status_.is_started || !status_.is_writer ||
         (!status_.is_updating && !is_update_wanted_ && (!semantic_ || semantic_->is_settled()));
}

void IndexHost::update() {
  if (!status_.is_writer) return follow();  // who writes looks after it
  if (status_.is_updating) {
    is_update_wanted_ = true;
    return;
  }
  status_.is_updating = true;
  is_update_wanted_ = false;
  governor_.note_work();
  ++looks_begun_;
  first_change_looked_ = std::exchange(first_change_, std::nullopt);
  semantic_suspects_ = std::exchange(suspects_, {});
  index::LexicalIndexOptions options;
  options.suspects = semantic_suspects_;
  options.root = config_.root;
  options.threads = config_.threads;
  options.memory_bytes = governor_.limit_bytes() / kScanShare;
  options.walk.exclude_patterns = config_.exclude_patterns;
  // Until all files were looked at once, there is somebody who waits for names; later there may be.
  options.in_background = status_.was_complete && watchers_.empty();
  // A look that finds nothing new shows no progress.
  options.on_progress = [this](std::uint64_t done, std::uint64_t total) {
    on_loop([this, done, total] {
      if (!status_.is_updating) return;
      if (progress_ == 0) progress_ = callbacks_.on_started("Indexing", nullptr);
      callbacks_.on_progress(progress_, fmt::format("{}/{} files", done, total),
                             static_cast<std::uint32_t>(total == 0 ? 100 : done * 100 / total));
    });
  };
  post([this, options, project = project_files_, config = config_.semantic.project, store = store_]() mutable {
    options.project = project->read(config, stop_.get_token());
    auto updated = index::update_lexical_index(*store, options, stop_.get_token());
    on_loop([this, updated, folders = options.project.search_folders,
             forced_includes = options.project.forced_includes]() mutable {
      status_.is_updating = false;
      governor_.note_work();
      looks_done_ = looks_begun_;
      search_folders_ = std::move(folders);
      forced_includes_ = std::move(forced_includes);
      if (progress_ != 0) callbacks_.on_finished(std::exchange(progress_, 0));
      if (updated) {
        status_.was_complete = true;
        status_.last = *updated;
        if (updated->scanned != 0) metrics_.count("lexical.scanned", updated->scanned);
        for (const std::string& problem : updated->problems) base::log_info("index: {}", problem);
      } else if (updated.error().code == ErrorCode::kNoSpace) {
        callbacks_.on_problem("The index cannot be written: " + updated.error().message);
      } else {
        callbacks_.tell("indexing: " + updated.error().message);
      }
      const bool is_as_before = updated && updated->scanned + updated->touched + updated->removed == 0;
      const bool is_stopped = semantic_ && !semantic_->status().stopped_because.empty();
      // What the user has stopped goes on when something changes, not when somebody looks.
      if (!is_as_before || !is_stopped || !semantic_suspects_.empty()) this->updated();
      note_known();
      if (is_update_wanted_) update();
      tell_watchers();
    });
  });
}

void IndexHost::look() {
  look_timer_.start(kLookInterval, [this] { look(); });
  if (status_.is_updating) return;
  const bool is_time_to_release = ++looks_ % kLooksPerRelease == 0;
  post([this, store = store_, is_time_to_release] {
    const bool was_writer = store->is_writer();
    const std::uint64_t version = store->snapshot()->version;
    if (auto refreshed = store->refresh(); !refreshed) base::log_info("index: {}", refreshed.error().message);
    store->maintain();
    if (is_time_to_release) store->release_pages(false);
    const bool is_writer = store->is_writer();
    // Whoever sets rows aside, or takes over from another server, indexes what is missing.
    const bool has_changed = store->snapshot()->version != version;
    on_loop([this, is_writer, is_due = is_writer != was_writer || has_changed] {
      status_.is_writer = is_writer;
      if (is_writer) {
        status_.other_writer.reset();
        followed_snapshot_.reset();
      }
      if (is_due) update();
    });
  });
}

// What another process has published, and how far it is with that.
void IndexHost::follow() {
  if (is_following_) {
    is_follow_wanted_ = true;
    return;
  }
  is_following_ = true;
  is_follow_wanted_ = false;
  const auto database = std::exchange(is_database_new_, false) ? database_ : std::nullopt;
  post([this, database, reader = reader_, store = store_] {
    if (database) reader->set_database(*database);
    const std::shared_ptr<const store::Snapshot> snapshot = store->snapshot();
    IndexState state = reader->read(*snapshot, stop_.get_token());
    on_loop([this, state = std::move(state), snapshot, writer = store->other_writer()] {
      is_following_ = false;
      if (status_.is_writer) return;
      followed_ = state;
      followed_snapshot_ = snapshot;
      status_.other_writer = writer;
      status_.was_complete = state.problem.empty() && state.unscanned_files == 0;
      if (!state.problem.empty()) base::log_info("index: {}", state.problem);
      if (is_follow_wanted_) follow();
    });
  });
}

// The names are up to date; now what they mean.
void IndexHost::updated() {
  if (semantic_) return semantic_->check(std::exchange(semantic_suspects_, {}));
  note_known();
  tell_folders();
  if (!database_ || !status_.is_writer || config_.semantic.worker.program.empty()) return;
  index::SemanticIndexer::Callbacks callbacks;
  callbacks.on_changed = [this] {
    note_known();
    show_units();
    tell_watchers();
  };
  callbacks.on_surveyed = [this] {
    note_known();
    tell_folders();
    tell_watchers();
  };
  callbacks.on_problem = [this](const std::string& message) { callbacks_.on_problem(message); };
  semantic_ = std::make_unique<index::SemanticIndexer>(loop_, governor_, metrics_, config_.semantic, store_,
                                                       std::move(callbacks));
  semantic_->set_open_files(open_files_);
  semantic_->set_database(*database_);
}

void IndexHost::note_known() {
  if (!first_change_looked_ || status_.is_updating || (semantic_ && !semantic_->is_surveyed())) return;
  status_.last_known = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - *std::exchange(first_change_looked_, std::nullopt));
  status_.max_known = std::max(status_.max_known, status_.last_known);
}

void IndexHost::tell_folders() {
  if (!callbacks_.on_folders) return;
  std::vector<std::string> folders = search_folders_;
  if (semantic_) folders.insert(folders.end(), semantic_->folders().begin(), semantic_->folders().end());
  callbacks_.on_folders(std::move(folders));
}

void IndexHost::set_database(const project::ProjectDatabase& database) {
  // One that is gone for now, as builds are made anew, takes no rows with it.
  if (!database.database) return;
  if (database_ && database_->database == database.database && database_->drivers == database.drivers) return;
  database_ = database;
  is_database_new_ = true;
  if (semantic_) {
    semantic_->set_database(database);
  } else if (store_ && !status_.is_writer) {
    follow();
  } else if (store_ && !status_.is_updating) {
    updated();
  }
}

void IndexHost::set_open_files(std::vector<std::string> paths) {
  open_files_ = std::move(paths);
  if (semantic_) semantic_->set_open_files(open_files_);
}

void IndexHost::request_units(const std::vector<std::string>& paths) {
  if (semantic_) semantic_->request_units(paths);
}

bool IndexHost::can_index() const {
  if (!status_.is_started || !database_ || config_.semantic.worker.program.empty()) return false;
  if (status_.is_open && !status_.is_writer) return false;
  return !semantic_ || semantic_->status().stopped_because.empty();
}

bool IndexHost::is_current() const {
  return store_ && !status_.is_updating && !is_update_wanted_ && semantic_ && semantic_->is_surveyed();
}

std::uint64_t IndexHost::watch(std::function<void()> on_change) {
  const std::uint64_t id = next_watcher_++;
  watchers_.emplace(id, std::move(on_change));
  return id;
}

void IndexHost::tell_watchers() {
  if (watchers_.empty() || is_telling_) return;
  is_telling_ = true;
  on_loop([this] {
    is_telling_ = false;
    const auto watchers = watchers_;  // whoever is told may go
    for (const auto& [id, on_change] : watchers) on_change();
  });
}

void IndexHost::let_go() {
  if (semantic_) semantic_->kill_workers();
}

void IndexHost::show_units() {
  const index::SemanticStatus& status = semantic_->status();
  if (!status.is_working) {
    if (units_progress_ != 0) callbacks_.on_finished(std::exchange(units_progress_, 0));
    return;
  }
  const index::SemanticIndexer::Progress progress = semantic_->progress();
  if (progress.done >= progress.units) return;
  if (units_progress_ == 0) {
    units_progress_ =
        callbacks_.on_started("Indexing units", [this] { semantic_->stop_for("cancelled until something changes"); });
    units_percentage_ = 0;
    units_shown_ = {};
  }
  const auto now = std::chrono::steady_clock::now();
  if (now - units_shown_ < kShowInterval) return;
  units_shown_ = now;
  units_percentage_ = std::max(units_percentage_, static_cast<std::uint32_t>(progress.done * 100 / progress.units));
  std::string message = fmt::format("{}/{} units", progress.done, progress.units);
  if (progress.left) message += fmt::format(", {:.1f}/s, {} s left", progress.units_per_second, progress.left->count());
  callbacks_.on_progress(units_progress_, message, units_percentage_);
}

index::SemanticStatus IndexHost::semantic_status() const {
  return semantic_ ? semantic_->status() : status_.is_writer ? index::SemanticStatus() : followed_.units;
}

std::shared_ptr<const store::Snapshot> IndexHost::snapshot() const {
  if (!store_) return nullptr;
  return !status_.is_writer && followed_snapshot_ ? followed_snapshot_ : store_->snapshot();
}

void IndexHost::release_pages(bool all) const {
  if (store_) store_->release_pages(all);
}

IndexHost::Status IndexHost::status() const { return status_; }

void IndexHost::report_memory(memory::MemoryTree& tree) const {
  if (store_) store_->report_memory(tree.child("store"));
  if (!semantic_) return;
  semantic_->report_memory(tree.child("index").child("indexer"));
  tree.child("deps").child("table").add(semantic_->table_bytes());
}

}  // namespace cairn::server
