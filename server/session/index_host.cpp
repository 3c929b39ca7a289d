#include "server/session/index_host.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "platform/base/log.h"
#include "platform/sync/thread_priority.h"

namespace cairn::server {
namespace {

// Between two looks at what other processes and the disk did to the store.
constexpr std::chrono::seconds kLookInterval{5};
// After a change on the disk: builds and checkouts write many files in a row.
constexpr std::chrono::milliseconds kUpdateDelay{500};
// Every so many looks, pages that nobody read since the last time are given back.
constexpr unsigned kLooksPerRelease = 12;
constexpr std::size_t kMaxWaitingTasks = 16;

}  // namespace

IndexHost::IndexHost(io::EventLoop& loop) : loop_(loop), look_timer_(loop), update_timer_(loop) {}

IndexHost::~IndexHost() { stop_.request_stop(); }

void IndexHost::start(Config config, Callbacks callbacks) {
  config_ = std::move(config);
  callbacks_ = std::move(callbacks);
  if (config_.root.empty() || config_.folder.empty()) return;
  status_.is_started = true;
  thread_ = std::make_unique<sync::BackgroundThread>("index", kMaxWaitingTasks);
  post([] { static_cast<void>(sync::lower_thread_priority()); });
  open();
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
      if (!shared) return callbacks_.on_problem("There is no index: " + problem);
      store_ = shared;
      status_.is_open = true;
      status_.is_writer = is_writer;
      look_timer_.start(kLookInterval, [this] { look(); });
      update();
    });
  });
}

void IndexHost::files_changed() {
  if (store_) update_timer_.start(kUpdateDelay, [this] { update(); });
}

void IndexHost::update() {
  if (!status_.is_writer) return;  // who writes looks after it
  if (status_.is_updating) {
    is_update_wanted_ = true;
    return;
  }
  status_.is_updating = true;
  is_update_wanted_ = false;
  index::LexicalIndexOptions options;
  options.root = config_.root;
  options.threads = config_.threads;
  options.walk.exclude_patterns = config_.exclude_patterns;
  // A look that finds nothing new shows no progress.
  options.on_progress = [this](std::uint64_t done, std::uint64_t total) {
    on_loop([this, done, total] {
      if (!status_.is_updating) return;
      if (progress_ == 0) progress_ = callbacks_.on_started();
      callbacks_.on_progress(progress_, done, total);
    });
  };
  post([this, options, store = store_] {
    auto updated = index::update_lexical_index(*store, options, stop_.get_token());
    on_loop([this, updated] {
      status_.is_updating = false;
      if (progress_ != 0) callbacks_.on_finished(std::exchange(progress_, 0));
      if (updated) {
        status_.was_complete = true;
        status_.last = *updated;
        for (const std::string& problem : updated->problems) base::log_info("index: {}", problem);
      } else if (updated.error().code == ErrorCode::kNoSpace) {
        callbacks_.on_problem("The index cannot be written: " + updated.error().message);
      } else {
        callbacks_.tell("indexing: " + updated.error().message);
      }
      if (is_update_wanted_) update();
    });
  });
}

void IndexHost::look() {
  look_timer_.start(kLookInterval, [this] { look(); });
  if (status_.is_updating) return;
  const bool is_time_to_release = ++looks_ % kLooksPerRelease == 0;
  const std::uint64_t version = store_->snapshot()->version;
  post([this, store = store_, is_time_to_release, version] {
    const bool was_writer = store->is_writer();
    if (auto refreshed = store->refresh(); !refreshed) base::log_info("index: {}", refreshed.error().message);
    store->maintain();
    if (is_time_to_release) store->release_pages(false);
    const bool is_writer = store->is_writer();
    // Whoever sets rows aside, or takes over from another server, indexes what is missing.
    const bool is_update_due = is_writer && (!was_writer || store->snapshot()->version != version);
    on_loop([this, is_writer, is_update_due] {
      status_.is_writer = is_writer;
      if (is_update_due) update();
    });
  });
}

std::shared_ptr<const store::Snapshot> IndexHost::snapshot() const { return store_ ? store_->snapshot() : nullptr; }

IndexHost::Status IndexHost::status() const { return status_; }

void IndexHost::report_memory(memory::MemoryTree& tree) const {
  if (store_) store_->report_memory(tree);
}

}  // namespace cairn::server
