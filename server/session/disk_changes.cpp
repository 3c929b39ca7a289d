#include "server/session/disk_changes.h"

#include <chrono>
#include <utility>

#include "platform/base/log.h"

namespace cairn::server {
namespace {

// Between two looks at what barriers wait for; only while some do.
constexpr std::chrono::milliseconds kBarrierInterval{10};

}  // namespace

DiskChanges::DiskChanges(io::EventLoop& loop) : loop_(loop), timer_(loop) {}

void DiskChanges::start(index::WorkspaceWatcher::Config config, Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
  auto watch = fs::watch_folders();
  if (!watch)
    return base::log_error("changes on the disk are seen only when files are saved: {}", watch.error().message);
  watcher_ = std::make_unique<index::WorkspaceWatcher>(
      std::move(config), *std::move(watch), [this, alive = std::weak_ptr<bool>(alive_)](index::WatchBatch batch) {
        loop_.post([this, alive, batch = std::move(batch)] {
          if (!alive.expired()) take(batch);
        });
      });
  watcher_->start();
}

void DiskChanges::report(const std::vector<std::string>& paths) {
  if (watcher_) return watcher_->report(paths);
  if (!callbacks_.on_batch) return;
  index::WatchBatch batch;
  for (const std::string& path : paths) batch.changes.push_back({path, index::Change::Kind::kChanged});
  batch.has_database = true;
  take(batch);
}

void DiskChanges::set_header_folders(std::vector<std::string> folders) {
  if (watcher_) watcher_->set_header_folders(std::move(folders));
}

bool DiskChanges::when_seen(bool exact, std::function<void()> callback) {
  if (barriers_.size() >= index::WorkspaceWatcher::kMaxBarriers) return false;
  const std::uint64_t number = ++next_barrier_;
  if (watcher_ && !watcher_->add_barrier(number)) return false;
  Barrier& barrier = barriers_[number];
  barrier.wants_exact = exact;
  barrier.callback = std::move(callback);
  if (!watcher_) barrier.look = callbacks_.begin_look ? callbacks_.begin_look() : 0;
  if (!timer_.armed()) timer_.start(kBarrierInterval, [this] { check_barriers(); });
  return true;
}

void DiskChanges::take(const index::WatchBatch& batch) {
  if (batch.is_rescan || batch.has_database || batch.has_settings || !batch.changes.empty()) callbacks_.on_batch(batch);
  for (const std::uint64_t number : batch.barriers) {
    const auto barrier = barriers_.find(number);
    if (barrier != barriers_.end()) barrier->second.look = callbacks_.begin_look();
  }
}

void DiskChanges::check_barriers() {
  std::vector<std::function<void()>> reached;
  for (auto each = barriers_.begin(); each != barriers_.end();) {
    Barrier& barrier = each->second;
    const bool is_known = barrier.look && (!callbacks_.is_known || callbacks_.is_known(*barrier.look));
    const bool is_exact = !barrier.wants_exact || !callbacks_.is_exact || callbacks_.is_exact();
    if (is_known && is_exact) {
      reached.push_back(std::move(barrier.callback));
      each = barriers_.erase(each);
    } else {
      ++each;
    }
  }
  if (!barriers_.empty()) timer_.start(kBarrierInterval, [this] { check_barriers(); });
  for (const auto& callback : reached) callback();
}

DiskChanges::Status DiskChanges::status() const {
  if (!watcher_) return {};
  return {true, watcher_->status()};
}

void DiskChanges::let_go() { barriers_.clear(); }

}  // namespace cairn::server
