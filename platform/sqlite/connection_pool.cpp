#include "platform/sqlite/connection_pool.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace cairn::sqlite {

PooledConnection::PooledConnection(PooledConnection&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)), database_(std::move(other.database_)), checked_(other.checked_) {}

PooledConnection::~PooledConnection() {
  if (pool_ != nullptr) pool_->give_back(*std::move(database_), checked_);
}

ConnectionPool::ConnectionPool(std::string path, PoolSettings settings, Clock clock)
    : path_(std::move(path)), settings_(settings), clock_(std::move(clock)) {}

Result<PooledConnection> ConnectionPool::acquire() {
  auto taken = take();
  if (!taken) return unexpected(std::move(taken).error());
  if (std::optional<Idle>& idle = *taken) {
    if (works(*idle)) return PooledConnection(*this, std::move(idle->database), idle->checked);
    idle.reset();
    count_broken();
    // Its place is free again, but perhaps not for long: ask like everybody else.
    return acquire();
  }
  auto opened = open_one();
  if (!opened) return unexpected(std::move(opened).error());
  return PooledConnection(*this, *std::move(opened), clock_());
}

// The clock is read without the lock, so every round takes the lock anew and looks again.
Result<std::optional<ConnectionPool::Idle>> ConnectionPool::take() {
  TimePoint now = clock_();
  const TimePoint deadline = now + std::chrono::milliseconds(settings_.acquire_timeout_ms);
  for (bool has_waited = false;; now = clock_()) {
    const sync::MutexLock lock(mutex_);
    if (!idle_.empty()) {
      std::optional<Idle> taken(std::move(idle_.back()));
      idle_.pop_back();
      return taken;
    }
    if (counters_.open < std::max<std::size_t>(settings_.max_size, 1)) {
      ++counters_.open;
      return std::optional<Idle>();
    }
    if (now >= deadline) {
      ++counters_.timeouts;
      return unexpected(ErrorCode::kTimeout, fmt::format("{}: all {} connections were in use for {} ms", path_,
                                                         settings_.max_size, settings_.acquire_timeout_ms));
    }
    counters_.waits += has_waited ? 0 : 1;
    has_waited = true;
    returned_.wait_for(mutex_, deadline - now);
  }
}

Result<Database> ConnectionPool::open_one() {
  auto opened = Database::open(path_, OpenMode::kReadOnly);
  const sync::MutexLock lock(mutex_);
  if (opened) {
    ++counters_.opened;
  } else {
    --counters_.open;
    returned_.notify_one();
  }
  return opened;
}

bool ConnectionPool::works(Idle& connection) const {
  if (connection.database.is_broken()) return false;
  const TimePoint now = clock_();
  if (now - connection.checked < std::chrono::milliseconds(settings_.health_check_interval_ms)) return true;
  connection.checked = now;
  // Reads the file's header. A lock held by somebody else says nothing about the connection.
  const auto version = connection.database.data_version();
  return version || version.error().code == ErrorCode::kUnavailable;
}

void ConnectionPool::give_back(Database database, TimePoint checked) {
  if (database.is_broken()) {
    {
      const Database closed = std::move(database);
    }
    return count_broken();
  }
  const TimePoint now = clock_();
  const sync::MutexLock lock(mutex_);
  idle_.push_back({std::move(database), now, checked});
  returned_.notify_one();
}

void ConnectionPool::count_broken() {
  const sync::MutexLock lock(mutex_);
  --counters_.open;
  ++counters_.replaced;
  returned_.notify_one();
}

void ConnectionPool::maintain() {
  close_unused();
  open_missing();
}

void ConnectionPool::close_unused() {
  std::vector<Idle> examined;
  std::size_t spare = 0;  // how many may go
  {
    const sync::MutexLock lock(mutex_);
    examined.swap(idle_);
    spare = counters_.open - std::min(counters_.open, settings_.min_size);
  }
  const TimePoint now = clock_();
  std::vector<Idle> kept;
  std::size_t broken = 0;
  std::size_t unused = 0;
  for (Idle& idle : examined) {  // the one unused for longest first
    if (!works(idle)) {
      ++broken;
    } else if (broken + unused < spare && now - idle.since >= std::chrono::milliseconds(settings_.idle_timeout_ms)) {
      ++unused;
    } else {
      kept.push_back(std::move(idle));
    }
  }
  examined.clear();  // closes the others

  const sync::MutexLock lock(mutex_);
  counters_.open -= broken + unused;
  counters_.replaced += broken;
  counters_.idle_closed += unused;
  // What came back meanwhile was used later.
  idle_.insert(idle_.begin(), std::make_move_iterator(kept.begin()), std::make_move_iterator(kept.end()));
  for (std::size_t i = 0; i < broken + unused + kept.size(); ++i) returned_.notify_one();
}

// A failure is not told here: whoever needs a connection will hear it.
void ConnectionPool::open_missing() {
  while (true) {
    {
      const sync::MutexLock lock(mutex_);
      if (counters_.open >= std::min(settings_.min_size, settings_.max_size)) return;
      ++counters_.open;
    }
    auto opened = open_one();
    if (!opened) return;
    give_back(*std::move(opened), clock_());
  }
}

PoolCounters ConnectionPool::counters() const {
  const sync::MutexLock lock(mutex_);
  PoolCounters counters = counters_;
  counters.idle = idle_.size();
  return counters;
}

}  // namespace cairn::sqlite
