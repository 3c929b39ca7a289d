// ConnectionPool: read-only connections to one SQLite file, shared by threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/result.h"
#include "platform/sqlite/database.h"
#include "platform/sync/mutex.h"

namespace cairn::sqlite {

class ConnectionPool;

struct PoolSettings {
  std::size_t min_size = 1;               // maintain() keeps so many open
  std::size_t max_size = 4;               // never more; at least 1
  int acquire_timeout_ms = 1000;          // acquire() waits no longer for one of max_size
  int idle_timeout_ms = 60'000;           // maintain() closes what was unused so long, down to min_size
  int health_check_interval_ms = 30'000;  // an idle connection is tried out so often before it is lent or kept
};

// Sums since the start, but for the first two.
struct PoolCounters {
  std::size_t open = 0;  // connections there are now, lent ones included
  std::size_t idle = 0;  // of these, those that are not lent
  std::uint64_t opened = 0;
  std::uint64_t replaced = 0;     // closed because they were broken
  std::uint64_t idle_closed = 0;  // closed because nobody had used them
  std::uint64_t waits = 0;        // acquire() had to wait
  std::uint64_t timeouts = 0;     // … and in vain
};

// One borrowed connection, for one thread at a time; goes back to the pool, which must outlive it, at the end.
// Move-only.
class PooledConnection {
 public:
  PooledConnection(PooledConnection&& other) noexcept;
  PooledConnection& operator=(PooledConnection&& other) = delete;
  ~PooledConnection();

  Database& operator*() { return *database_; }
  Database* operator->() { return &*database_; }

 private:
  friend class ConnectionPool;
  PooledConnection(ConnectionPool& pool, Database database, std::chrono::steady_clock::time_point checked)
      : pool_(&pool), database_(std::move(database)), checked_(checked) {}

  ConnectionPool* pool_;  // null after a move
  std::optional<Database> database_;
  std::chrono::steady_clock::time_point checked_;  // when it was last known to work
};

// Thread-safe. Has no thread: its owner calls maintain() on a timer. Opening, checking and closing happen without the
// lock.
class ConnectionPool {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Clock = std::function<TimePoint()>;

  // Opens nothing yet. `clock` is called by any thread.
  ConnectionPool(std::string path, PoolSettings settings, Clock clock = std::chrono::steady_clock::now);
  // REQUIRES: no connection is lent.
  ~ConnectionPool() = default;
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;

  // An idle connection, the one used last first; else a new one; with max_size lent, the next that comes back.
  // kTimeout if none does in time; else what Database::open says. A connection whose file was removed or replaced, or
  // that failed (Database::is_broken), is never lent again.
  Result<PooledConnection> acquire() CAIRN_EXCLUDES(mutex_);

  // Closes idle connections that are broken or over the idle timeout, and opens new ones up to min_size.
  void maintain() CAIRN_EXCLUDES(mutex_);

  PoolCounters counters() const CAIRN_EXCLUDES(mutex_);

 private:
  friend class PooledConnection;

  struct Idle {
    Database database;
    TimePoint since;    // when it came back
    TimePoint checked;  // when it was last known to work
  };

  // Takes an idle connection, or the right to open one (nothing in the optional).
  Result<std::optional<Idle>> take() CAIRN_EXCLUDES(mutex_);
  // Uses that right; gives it up on failure.
  Result<Database> open_one() CAIRN_EXCLUDES(mutex_);
  bool works(Idle& connection) const;
  void give_back(Database database, TimePoint checked) CAIRN_EXCLUDES(mutex_);
  void count_broken() CAIRN_EXCLUDES(mutex_);

  // Steps of maintain().
  void close_unused() CAIRN_EXCLUDES(mutex_);
  void open_missing() CAIRN_EXCLUDES(mutex_);

  // Constant after construction.
  const std::string path_;
  const PoolSettings settings_;
  const Clock clock_;

  mutable sync::Mutex mutex_;
  // Guarded by mutex_.
  sync::CondVar returned_;                           // a connection came back, or the right to open one
  std::vector<Idle> idle_ CAIRN_GUARDED_BY(mutex_);  // the one used last is last
  PoolCounters counters_ CAIRN_GUARDED_BY(mutex_);
};

}  // namespace cairn::sqlite
